//! The picture of a person's seal 签章图: shown beside their certificates. It proves nothing; the signature does.

use std::io::Cursor;

use axum::{
    body::Bytes,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use utoipa::ToSchema;
use vena_kernel::{clock::Instant, refusal::Refusal, say, zone};
use vena_platform::{
    auth::{Allowed, Answer},
    fault::{Fault, Problem},
};

use super::{PictureRemove, PictureSet, PictureView, db};
use crate::policy::{self, PicturePolicy};

/// The picture that is kept now.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SealPicture {
    /// Width, pixels; absent when there is no picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    width_pixels: Option<u32>,
    /// Height, pixels.
    #[serde(skip_serializing_if = "Option::is_none")]
    height_pixels: Option<u32>,
    /// Since when it is so.
    changed_at: Instant,
}

/// Keeps the picture of the caller's seal, a PNG, in the place of the one before.
#[utoipa::path(post, path = "/api/records/certificates/picture", tag = "records", operation_id = "records.certificate.picture_set",
    request_body(content = Vec<u8>, content_type = "image/png"), responses((status = 201, body = SealPicture)))]
pub(super) async fn set(auth: Allowed<PictureSet>, png: Bytes) -> Result<Answer<SealPicture>, Fault> {
    let mut tx = auth.write().await?;
    let now = tx.now();
    let policy = policy::pictures(now.day_in(&zone::china()));
    let (width, height) =
        size(policy, &png).map_err(|refusal| Problem::invalid("picture", "", &refusal.rule, refusal.reason))?;
    db::keep_picture(&mut tx, &auth.scope, &auth.app.vault.seal_bytes(&png)?).await?;
    tx.created(SealPicture { width_pixels: Some(width), height_pixels: Some(height), changed_at: now }).await
}

/// The picture of the caller's seal; 204 when there is none.
#[utoipa::path(get, path = "/api/records/certificates/picture", tag = "records", operation_id = "records.certificate.picture_view",
    responses((status = 200, content_type = "image/png", body = Vec<u8>), (status = 204)))]
pub(super) async fn view(auth: Allowed<PictureView>) -> Result<Response, Fault> {
    let mut tx = auth.read().await?;
    let sealed = db::picture(&mut tx, &auth.scope).await?;
    let Some(sealed) = sealed else { return Ok(StatusCode::NO_CONTENT.into_response()) };
    let headers = [(header::CONTENT_TYPE, "image/png"), (header::CACHE_CONTROL, "no-store")];
    Ok((headers, auth.app.vault.open_bytes(&sealed)?).into_response())
}

/// Takes the picture away.
#[utoipa::path(post, path = "/api/records/certificates/picture/remove", tag = "records",
    operation_id = "records.certificate.picture_remove", responses((status = 200, body = SealPicture)))]
pub(super) async fn remove(auth: Allowed<PictureRemove>) -> Result<Answer<SealPicture>, Fault> {
    let mut tx = auth.write().await?;
    db::remove_picture(&mut tx, &auth.scope).await?;
    let changed_at = tx.now();
    tx.ok(SealPicture { width_pixels: None, height_pixels: None, changed_at }).await
}

/// Width and height of a PNG that can be shown whole, read to its last pixel.
fn size(policy: &PicturePolicy, png: &[u8]) -> Result<(u32, u32), Refusal> {
    let kilobytes = policy.bytes_max / 1024;
    if png.len() > policy.bytes_max {
        let reason = say!("图片不能超过 {kilobytes} KB", "a picture has at most {kilobytes} kB");
        return Err(Refusal::new("picture.size", reason));
    }
    let (least, most) = (policy.side_pixels_min, policy.side_pixels_max);
    // A row of the largest picture and its pixels, four channels of sixteen bits: more is a bomb.
    let room = most as usize * most as usize * 8;
    let mut reader = png::Decoder::new_with_limits(Cursor::new(png), png::Limits { bytes: room })
        .read_info()
        .map_err(|_| unreadable())?;
    let (width, height) = reader.info().size();
    if width.min(height) < least || width.max(height) > most {
        let reason = say!(
            "图片边长应为 {least}–{most} 像素，实际 {width} × {height}",
            "the sides of a picture have {least} to {most} pixels, not {width} × {height}"
        );
        return Err(Refusal::new("picture.pixels", reason));
    }
    let mut pixels = vec![0; reader.output_buffer_size().ok_or_else(unreadable)?];
    reader.next_frame(&mut pixels).map_err(|_| unreadable())?;
    reader.finish().map_err(|_| unreadable())?;
    Ok((width, height))
}

fn unreadable() -> Refusal {
    Refusal::new("picture.readable", say!("不是完好的 PNG 图片", "this is no PNG, or a damaged one"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(width: u32, height: u32) -> Vec<u8> {
        let mut png = Vec::new();
        let mut encoder = png::Encoder::new(&mut png, width, height);
        encoder.set_color(png::ColorType::Grayscale);
        let mut writer = encoder.write_header().expect("a header");
        writer.write_image_data(&vec![7; (width * height) as usize]).expect("pixels");
        writer.finish().expect("an end");
        png
    }

    #[test]
    fn a_picture_is_a_whole_png_of_a_sensible_size() {
        let policy = policy::pictures("2026-01-01".parse().expect("a day"));
        let rule = |png: &[u8]| size(policy, png).map_or_else(|refusal| refusal.rule, |(w, h)| format!("{w} {h}"));
        let good = drawn(120, 40);
        assert_eq!(rule(&good), "120 40");
        assert_eq!(rule(&drawn(32, 2000)), "32 2000");
        assert_eq!(rule(&drawn(31, 40)), "picture.pixels");
        assert_eq!(rule(&drawn(2001, 40)), "picture.pixels");
        assert_eq!(rule(&vec![0; policy.bytes_max + 1]), "picture.size");
        for wrong in [&b""[..], b"<svg/>", &good[..good.len() / 2], &good[..good.len() - 12]] {
            assert_eq!(rule(wrong), "picture.readable", "{} bytes", wrong.len());
        }
        let mut damaged = good.clone();
        let middle = damaged.len() - 20;
        damaged[middle] ^= 1;
        assert_eq!(rule(&damaged), "picture.readable");
    }
}
