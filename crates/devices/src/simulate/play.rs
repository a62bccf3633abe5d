//! Playing an instrument over a line.

use std::{
    io,
    path::{Path, PathBuf},
    time::Duration,
};

use rustix::{
    fs::{OFlags, fcntl_setfl},
    pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt},
};
use serial2_tokio::{SerialPort, Settings};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, Join, join},
    net::{
        TcpListener,
        unix::pipe::{Receiver, Sender},
    },
    time::{sleep, timeout},
};

use super::{Mistake, Options, Played, Step, plan};
use crate::line::Stream;

/// How often a frame is said again that was not accepted: E1381 gives up after six.
const AGAIN_MAX: u32 = 6;

/// A pseudo terminal whose other end looks like a serial port.
#[derive(Debug)]
pub struct Terminal {
    ours: Join<Receiver, Sender>,
    /// Held open, so that what is said before anybody listens waits there.
    _theirs: SerialPort,
    path: PathBuf,
}

impl Terminal {
    /// A new one.
    ///
    /// # Errors
    /// When the system has none left.
    pub fn open() -> io::Result<Self> {
        let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY)?;
        grantpt(&master)?;
        unlockpt(&master)?;
        let path = PathBuf::from(ptsname(&master, Vec::new())?.to_string_lossy().into_owned());
        let raw = |mut settings: Settings| {
            settings.set_raw();
            Ok(settings)
        };
        let theirs = SerialPort::open(&path, raw)?;
        fcntl_setfl(&master, OFlags::RDWR | OFlags::NONBLOCK)?;
        let reader = Receiver::from_owned_fd_unchecked(master.try_clone()?)?;
        let writer = Sender::from_owned_fd_unchecked(master)?;
        Ok(Self { ours: join(reader, writer), _theirs: theirs, path })
    }

    /// Where the serial port is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Plays an instrument on it.
    ///
    /// # Errors
    /// What the system says.
    pub async fn play(self, played: Played, options: &Options) -> io::Result<()> {
        let (_open, mut ours) = (self._theirs, self.ours);
        play(&mut ours, played, options).await
    }
}

/// Plays an instrument for each connection, one after the other, until the process ends.
///
/// # Errors
/// When the listener fails; a connection that breaks is no failure.
pub async fn serve_tcp(listener: TcpListener, played: Played, options: &Options) -> io::Result<()> {
    loop {
        let (mut stream, _) = listener.accept().await?;
        let _ = play(&mut stream, played, options).await;
    }
}

/// Plays an instrument over `stream`, `options.count` measurements or without end.
///
/// # Errors
/// When the line breaks.
pub async fn play(stream: &mut impl Stream, played: Played, options: &Options) -> io::Result<()> {
    let mut at = 0;
    loop {
        at += 1;
        let mut player = Player { stream, options, last: Vec::new(), questions: Vec::new() };
        for step in plan(played, options, at) {
            player.step(&step).await?;
        }
        if options.mistake == Some(Mistake::Silence) || (options.count > 0 && at >= options.count) {
            return player.rest().await;
        }
        player.pause(options.every).await?;
    }
}

struct Player<'a, S> {
    stream: &'a mut S,
    options: &'a Options,
    last: Vec<u8>,
    questions: Vec<u8>,
}

impl<S: Stream> Player<'_, S> {
    async fn step(&mut self, step: &Step) -> io::Result<()> {
        match step {
            Step::Say(frame) => self.say(frame).await,
            Step::Pause(pause) => self.pause(pause.div_f64(self.options.speed.max(0.001))).await,
            Step::Await(byte) => self.wait_for(*byte).await,
            Step::Answer(question, answer, times) => {
                let mut left = *times;
                while left > 0 {
                    self.listen().await?;
                    left = left.saturating_sub(self.answer(question, answer).await?);
                }
                Ok(())
            }
        }
    }

    async fn say(&mut self, frame: &[u8]) -> io::Result<()> {
        for wrong in mistaken(self.options.mistake, frame) {
            self.stream.write_all(&wrong).await?;
        }
        self.stream.write_all(frame).await?;
        self.stream.flush().await?;
        self.last = frame.to_vec();
        Ok(())
    }

    /// Waits; what is asked meanwhile stays unanswered.
    async fn pause(&mut self, pause: Duration) -> io::Result<()> {
        let end = sleep(pause);
        tokio::pin!(end);
        loop {
            tokio::select! {
                () = &mut end => return Ok(()),
                heard = self.listen() => heard?,
            }
            self.questions.clear();
        }
    }

    async fn listen(&mut self) -> io::Result<()> {
        let mut buffer = [0_u8; 256];
        let count = self.stream.read(&mut buffer).await?;
        if count == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.questions.extend_from_slice(&buffer[..count]);
        Ok(())
    }

    /// Answers the questions that have come whole; how many.
    async fn answer(&mut self, begin: &[u8], answer: &[u8]) -> io::Result<u32> {
        let mut answered = 0;
        while let Some(end) = self.questions.iter().position(|byte| *byte == b'\r' || *byte == b'\n') {
            let question: Vec<u8> = self.questions.drain(..=end).collect();
            if question.starts_with(begin) {
                self.say(answer).await?;
                answered += 1;
            }
        }
        self.questions.truncate(256);
        Ok(answered)
    }

    async fn wait_for(&mut self, byte: u8) -> io::Result<()> {
        for _ in 0..AGAIN_MAX {
            let mut heard = [0_u8; 1];
            match timeout(Duration::from_secs(15), self.stream.read(&mut heard)).await {
                Ok(Ok(0)) => return Err(io::ErrorKind::UnexpectedEof.into()),
                Ok(Ok(_)) if heard[0] == byte => return Ok(()),
                Ok(Err(error)) => return Err(error),
                Ok(Ok(_)) | Err(_) => {
                    let again = self.last.clone();
                    self.stream.write_all(&again).await?;
                    self.stream.flush().await?;
                }
            }
        }
        Err(io::Error::other("nobody accepts the frame"))
    }

    /// Says nothing more, and stays on the line until the other side goes.
    async fn rest(&mut self) -> io::Result<()> {
        let mut buffer = [0_u8; 256];
        while self.stream.read(&mut buffer).await? > 0 {}
        Ok(())
    }
}

/// What is wrongly said before a frame.
fn mistaken(mistake: Option<Mistake>, frame: &[u8]) -> Vec<Vec<u8>> {
    match mistake {
        None | Some(Mistake::Silence) => Vec::new(),
        // A changed control character is another one, and no checksum tells.
        _ if frame.len() == 1 => Vec::new(),
        Some(Mistake::Garbage) => vec![vec![0xff, 0x00, 0x7f, b'~', b'x', 0x80, b'\r', b'\n']],
        Some(Mistake::Cut) => vec![frame[..frame.len() / 2].to_vec()],
        Some(Mistake::Checksum) => {
            let mut wrong = frame.to_vec();
            let middle = wrong.len() / 2;
            wrong[middle] ^= 1;
            vec![wrong]
        }
    }
}
