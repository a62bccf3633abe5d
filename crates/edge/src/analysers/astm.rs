//! ASTM E1381 with an analyser, in both directions. The frame that makes a message whole is acknowledged once the server has the
//! message; while the server is away it is refused, and the analyser sends it again.

use std::{sync::Arc, time::Duration};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    time::timeout,
};
use vena_devices::{
    frame::{ACK, AstmEvent, AstmReceiver, ENQ, EOT, NAK, astm_frames},
    line::Stream,
};
use vena_lis::{
    Ask, Protocol,
    astm::{Wanted, answer, is_whole},
};

use super::post::{Fate, Post};

/// E1381: a receiver waits so long for a frame.
const FRAME_WAIT: Duration = Duration::from_secs(30);
/// A sender waits so long for an answer.
const ANSWER_WAIT: Duration = Duration::from_secs(15);
/// How often a frame is sent.
const TRIES: usize = 6;

type Line = Box<dyn Stream>;

/// Speaks with an analyser until it closes the line.
pub(super) async fn talk(mut stream: Line, post: &Arc<Post>) -> std::io::Result<()> {
    let mut session = Session::default();
    let mut buffer = [0_u8; 1024];
    loop {
        let count = match timeout(FRAME_WAIT, stream.read(&mut buffer)).await {
            Err(_) => {
                session.receiver.reset();
                continue;
            }
            Ok(read) => read?,
        };
        if count == 0 {
            return Ok(());
        }
        for byte in &buffer[..count] {
            for event in session.receiver.push(*byte) {
                session.event(event, &mut stream, post).await?;
            }
        }
        if let Some(ask) = session.asked.take() {
            respond(ask, &mut stream, post, &mut session).await?;
        }
    }
}

/// What one line remembers.
#[derive(Default)]
struct Session {
    receiver: AstmReceiver,
    /// A question that is answered once the analyser has ended.
    asked: Option<Ask>,
}

impl Session {
    async fn event(&mut self, event: AstmEvent, stream: &mut Line, post: &Arc<Post>) -> std::io::Result<()> {
        match event {
            AstmEvent::Reply(byte) => say(stream, &[byte]).await,
            AstmEvent::Fault(fault) => {
                tracing::warn!("a frame was not accepted: {fault}");
                Ok(())
            }
            AstmEvent::Frame => self.frame(stream, post).await,
            AstmEvent::Message(message) => {
                let read = vena_lis::read(Protocol::Astm, &message);
                self.asked = read.ok().and_then(|read| read.asks.into_iter().next());
                Ok(())
            }
        }
    }

    /// A frame that leaves the message open is acknowledged at once; the one that makes it whole when the message is kept.
    async fn frame(&mut self, stream: &mut Line, post: &Arc<Post>) -> std::io::Result<()> {
        if !is_whole(self.receiver.message()) || is_question(self.receiver.message()) {
            return say(stream, &[ACK]).await;
        }
        match post.bring(self.receiver.message().to_vec()).await {
            Fate::Kept | Fate::Refused(_) => say(stream, &[ACK]).await,
            Fate::Later(_) => {
                self.receiver.give_back();
                say(stream, &[NAK]).await
            }
        }
    }
}

/// A message that only asks leaves nothing to keep.
fn is_question(message: &[u8]) -> bool {
    vena_lis::read(Protocol::Astm, message)
        .is_ok_and(|read| !read.asks.is_empty() && read.results.is_empty() && read.faults.is_empty())
}

async fn say(stream: &mut Line, bytes: &[u8]) -> std::io::Result<()> {
    stream.write_all(bytes).await?;
    stream.flush().await
}

/// Answers a question; when the server is away the analyser hears nothing and asks again.
async fn respond(ask: Ask, stream: &mut Line, post: &Arc<Post>, session: &mut Session) -> std::io::Result<()> {
    let specimen = match &ask {
        Ask::Specimen(specimen) => Some(specimen.clone()),
        Ask::All => None,
    };
    let wanted = match post.orders(specimen).await {
        Ok(wanted) => wanted,
        Err(why) => {
            tracing::warn!("a question waits: {why}");
            return Ok(());
        }
    };
    let known = match ask {
        Ask::Specimen(specimen) => wanted.into_iter().map(|one| Wanted { specimen: specimen.clone(), ..one }).collect(),
        Ask::All => wanted,
    };
    let records = answer("Vena", &known);
    let frames = astm_frames(&records.iter().map(String::as_str).collect::<Vec<_>>());
    send(&frames, stream, session).await
}

/// What the other side said to `ENQ` or a frame.
enum Said {
    Yes,
    No,
    /// It wants to speak itself.
    Contention,
    Silence,
}

async fn hear(stream: &mut Line) -> std::io::Result<Said> {
    let heard = timeout(ANSWER_WAIT, stream.read_u8()).await;
    Ok(match heard {
        Err(_) => Said::Silence,
        Ok(byte) => match byte? {
            ACK => Said::Yes,
            ENQ => Said::Contention,
            _ => Said::No,
        },
    })
}

/// Sends frames as the computer: who asks at the same time is heard first, and asks again.
async fn send(frames: &[Vec<u8>], stream: &mut Line, session: &mut Session) -> std::io::Result<()> {
    say(stream, &[ENQ]).await?;
    match hear(stream).await? {
        Said::Yes => {}
        Said::Contention => {
            // Both wanted to speak: the analyser does, and asks again.
            session.receiver.reset();
            for event in session.receiver.push(ENQ) {
                if let AstmEvent::Reply(byte) = event {
                    say(stream, &[byte]).await?;
                }
            }
            return Ok(());
        }
        Said::No | Said::Silence => return say(stream, &[EOT]).await,
    }
    for frame in frames {
        if !sent(frame, stream).await? {
            break;
        }
    }
    say(stream, &[EOT]).await
}

async fn sent(frame: &[u8], stream: &mut Line) -> std::io::Result<bool> {
    for _ in 0..TRIES {
        say(stream, frame).await?;
        match hear(stream).await? {
            Said::Yes => return Ok(true),
            Said::No => {}
            Said::Contention | Said::Silence => return Ok(false),
        }
    }
    Ok(false)
}
