//! HL7 v2 over MLLP: one acknowledgement for each message, once the server has it.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use vena_devices::line::Stream;
use vena_lis::{
    Protocol,
    hl7::{Frames, Reply, acknowledge},
};

use super::post::{Fate, Post};

/// Speaks with an analyser until it closes the line.
pub(super) async fn talk(mut stream: Box<dyn Stream>, post: &Arc<Post>) -> std::io::Result<()> {
    let mut frames = Frames::default();
    let mut buffer = [0_u8; 4096];
    loop {
        let count = stream.read(&mut buffer).await?;
        if count == 0 {
            return Ok(());
        }
        frames.push(&buffer[..count]);
        while let Some(message) = frames.message() {
            let reply = answer(&message, post).await;
            stream.write_all(&reply).await?;
            stream.flush().await?;
        }
    }
}

/// How many answers this program has given: with its process, the number of an answer.
static ANSWERS: AtomicU64 = AtomicU64::new(1);

async fn answer(message: &[u8], post: &Arc<Post>) -> Vec<u8> {
    let id = format!("{}-{}", std::process::id(), ANSWERS.fetch_add(1, Ordering::Relaxed));
    let asks = vena_lis::read(Protocol::Hl7, message).is_ok_and(|read| !read.asks.is_empty());
    if asks {
        return acknowledge(message, Reply::Refused("questions are answered over ASTM"), &id);
    }
    match post.bring(message.to_vec()).await {
        Fate::Kept => acknowledge(message, Reply::Kept, &id),
        Fate::Refused(why) => acknowledge(message, Reply::Refused(&why), &id),
        Fate::Later(why) => acknowledge(message, Reply::Later(&why), &id),
    }
}
