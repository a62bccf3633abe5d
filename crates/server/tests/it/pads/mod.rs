//! A person without a key signs at a pad: with a fingerprint or before a witness, or does not sign.

mod bounds;
mod evidence;
mod story;

use axum::http::Method;
use serde_json::{Value, json};

use crate::support::{Client, TestApp};

const PIN: &str = "482150-vena";
const NAME: &str = "陈沐阳";
const IDENTITY: &str = "居民身份证 3702**********1234";

/// The first house: its registrar, its pad, its reader of fingerprints.
struct House {
    app: TestApp,
    registrar: Client,
    pad: Client,
}

impl House {
    async fn open() -> Self {
        let app = TestApp::city().await;
        let (registrar, pad) = (app.sign_in("registrar").await, app.sign_in("pad").await);
        Self { app, registrar, pad }
    }

    /// A consent form of the invented donor that says so about the fingerprint.
    async fn consent(&self, fingerprint: &str) -> Value {
        let forms = self.registrar.get("/api/records/forms").await.ok();
        let form = forms.as_array().expect("forms").iter().find(|form| form["form"] == "informed-consent");
        let mut data = form.expect("the form")["example"].clone();
        data["fingerprint"] = json!(fingerprint);
        self.registrar.post("/api/records/documents", json!({ "form": "informed-consent", "data": data })).await.ok()
    }

    async fn send(&self, document: &Value) -> Value {
        self.registrar.post("/api/records/pads", sending(document)).await.ok()
    }

    /// Sent, and shown by the pad.
    async fn shown(&self, fingerprint: &str) -> (Value, String) {
        let document = self.consent(fingerprint).await;
        let at = path(&self.send(&document).await);
        self.pad.bytes(&format!("{at}/file")).await;
        (document, at)
    }

    /// Lays a finger on the reader of the house; `contrast` is how far its ridges stand out, percent.
    fn finger(&self, contrast: u16) {
        let folder = self.app.assembly.app.config.data.join("fingerprints");
        std::fs::create_dir_all(&folder).expect("a folder");
        std::fs::write(folder.join("finger.png"), ridges(contrast)).expect("a picture");
    }

    async fn count(&self, sql: &'static str) -> i64 {
        sqlx::query_scalar(sql).fetch_one(self.app.db.pool()).await.expect("a count")
    }
}

fn ridges(contrast: u16) -> Vec<u8> {
    let light = u8::try_from(255 * contrast / 100).expect("a grey");
    let pixels: Vec<u8> = (0..64 * 64).map(|n| if n % 64 / 4 % 2 == 0 { 0 } else { light }).collect();
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, 64, 64);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.write_header().expect("a header").write_image_data(&pixels).expect("pixels");
    file
}

fn sending(document: &Value) -> Value {
    json!({ "document_id": document["document_id"], "slot": "donor", "name": NAME, "identity_shown": IDENTITY })
}

fn path(pad: &Value) -> String {
    format!("/api/records/pads/{}", pad["pad_id"].as_str().expect("an id"))
}

fn document_path(document: &Value, verb: &str) -> String {
    format!("/api/records/documents/{}{verb}", document["document_id"].as_str().expect("an id"))
}

/// A name in two strokes.
fn strokes() -> Value {
    let stroke = |x: u32, t: u32| {
        let point = |n: u32| json!({ "x": x + n * 13, "y": 300 + (n % 5) * 31, "t": t + n * 16, "p": 300 + n * 20 });
        (0..20).map(point).collect::<Vec<_>>()
    };
    json!({ "strokes": [stroke(120, 0), stroke(480, 700)] })
}

fn steps(document: &Value) -> Vec<String> {
    let life = document["life"].as_array().expect("a life");
    life.iter().map(|line| line["step"].as_str().expect("a step").to_owned()).collect()
}

async fn check(house: &House, document: &Value) -> Value {
    let pdf = house.registrar.bytes(&document_path(document, "/file")).await;
    house.app.nobody().send_raw(Method::POST, "/api/records/checks", pdf, &[]).await.ok()
}
