//! Keeping a line open: connect, listen, poll, answer, notice silence and nonsense, and come back after a fault.

use std::time::Duration;

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    sync::mpsc::Sender,
    time::{MissedTickBehavior, interval, sleep, timeout},
};

use crate::{
    Driver, Heard, Said,
    line::{Address, Stream},
};

/// Faults in a row after which an instrument counts as faulty.
const FAULTS_MAX: u32 = 5;
/// Most things that are taken from an instrument at once, and how many a second come again.
const BURST: f64 = 60.0;
const PER_SECOND: f64 = 1.0;

/// How long things take.
#[derive(Debug, Clone, Copy)]
pub struct Timing {
    /// Longest wait for a connection.
    pub connect: Duration,
    /// First wait after a fault; it doubles up to `backoff_most`.
    pub backoff: Duration,
    /// Longest wait after a fault.
    pub backoff_most: Duration,
    /// How often a polled instrument is asked.
    pub poll: Duration,
    /// After how long without a byte a half-said thing is ended.
    pub quiet: Duration,
    /// After how long without a good frame an instrument counts as silent; `None` for one that speaks when it measures.
    pub silence: Option<Duration>,
}

impl Default for Timing {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            backoff: Duration::from_secs(1),
            backoff_most: Duration::from_secs(60),
            poll: Duration::from_secs(1),
            quiet: Duration::from_secs(15),
            silence: None,
        }
    }
}

/// The state of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Link {
    /// Open, and nothing speaks against it.
    Connected,
    /// Open, and nothing readable has come for longer than it may.
    Silent,
    /// Not open.
    Disconnected,
    /// What comes cannot be read, or there is too much of it.
    Faulty,
}

/// What a line tells its owner.
#[derive(Debug, Clone, PartialEq)]
pub enum LineEvent {
    /// The instrument said something.
    Said(Said),
    /// The line has changed; with the reason for people.
    Link(Link, String),
}

/// Keeps the line to one instrument until nobody listens to `events` any more.
pub async fn run(mut driver: Box<dyn Driver>, address: Address, timing: Timing, events: Sender<LineEvent>) {
    let mut wait = timing.backoff;
    let mut link = None;
    while !events.is_closed() {
        let opened = if address.waits() {
            address.open().await
        } else {
            timeout(timing.connect, address.open()).await.unwrap_or_else(|_| Err(std::io::ErrorKind::TimedOut.into()))
        };
        let ended = match opened {
            Ok(stream) => {
                driver.reset();
                let mut talk = Talk::new(&mut *driver, timing, &events, &mut link);
                let ended = talk.run(stream).await;
                if talk.good {
                    wait = timing.backoff;
                }
                ended
            }
            Err(error) => Err(error),
        };
        let reason = match ended {
            Ok(()) => "the other side has closed the line".to_owned(),
            Err(error) => error.to_string(),
        };
        if link.replace(Link::Disconnected) != Some(Link::Disconnected) {
            let _ = events.send(LineEvent::Link(Link::Disconnected, format!("{address}: {reason}"))).await;
        }
        tokio::select! {
            () = sleep(wait) => {}
            () = events.closed() => return,
        }
        wait = (wait * 2).min(timing.backoff_most);
    }
}

/// One connection.
struct Talk<'a> {
    driver: &'a mut dyn Driver,
    timing: Timing,
    events: &'a Sender<LineEvent>,
    link: &'a mut Option<Link>,
    /// Something readable has come.
    good: bool,
    faults: u32,
    allowance: f64,
    since_byte: Duration,
    since_good: Duration,
    since_poll: Duration,
    quiet_told: bool,
}

impl<'a> Talk<'a> {
    fn new(
        driver: &'a mut dyn Driver,
        timing: Timing,
        events: &'a Sender<LineEvent>,
        link: &'a mut Option<Link>,
    ) -> Self {
        Self {
            driver,
            timing,
            events,
            link,
            good: false,
            faults: 0,
            allowance: BURST,
            since_byte: Duration::ZERO,
            since_good: Duration::ZERO,
            since_poll: Duration::MAX,
            quiet_told: true,
        }
    }

    async fn run(&mut self, mut stream: Box<dyn Stream>) -> std::io::Result<()> {
        // An instrument that speaks only when it measures is connected as soon as its line is open.
        if self.timing.silence.is_none() {
            self.tell(Link::Connected, String::new()).await;
        }
        let step = self.timing.poll.min(self.timing.quiet).min(Duration::from_secs(1)) / 4;
        let mut ticks = interval(step.max(Duration::from_millis(2)));
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut buffer = [0_u8; 1024];
        loop {
            tokio::select! {
                read = stream.read(&mut buffer) => match read? {
                    0 => return Ok(()),
                    count => self.bytes(&buffer[..count], &mut stream).await?,
                },
                _ = ticks.tick() => self.tick(ticks.period(), &mut stream).await?,
                () = self.events.closed() => return Ok(()),
            }
        }
    }

    async fn bytes(&mut self, bytes: &[u8], stream: &mut Box<dyn Stream>) -> std::io::Result<()> {
        self.since_byte = Duration::ZERO;
        self.quiet_told = false;
        let heard = self.driver.take(bytes);
        if !heard.reply.is_empty() {
            stream.write_all(&heard.reply).await?;
            stream.flush().await?;
        }
        self.heard(heard).await;
        Ok(())
    }

    async fn heard(&mut self, heard: Heard) {
        self.faults = self.faults.saturating_add(heard.faults);
        if heard.frames > 0 {
            self.good = true;
            self.faults = 0;
            self.since_good = Duration::ZERO;
            self.tell(Link::Connected, String::new()).await;
        } else if self.faults >= FAULTS_MAX {
            self.tell(Link::Faulty, heard.complaint.unwrap_or_default()).await;
        }
        for said in heard.said {
            if self.allowance < 1.0 {
                self.tell(Link::Faulty, "it reports too much".to_owned()).await;
                continue;
            }
            self.allowance -= 1.0;
            let _ = self.events.send(LineEvent::Said(said)).await;
        }
    }

    async fn tick(&mut self, step: Duration, stream: &mut Box<dyn Stream>) -> std::io::Result<()> {
        self.allowance = (self.allowance + step.as_secs_f64() * PER_SECOND).min(BURST);
        for since in [&mut self.since_byte, &mut self.since_good, &mut self.since_poll] {
            *since = since.saturating_add(step);
        }
        if self.since_poll >= self.timing.poll {
            self.since_poll = Duration::ZERO;
            if let Some(question) = self.driver.poll() {
                stream.write_all(&question).await?;
                stream.flush().await?;
            }
        }
        if self.since_byte >= self.timing.quiet && !self.quiet_told {
            self.quiet_told = true;
            let heard = self.driver.quiet();
            self.heard(heard).await;
        }
        if let Some(silence) = self.timing.silence.filter(|silence| self.since_good >= *silence) {
            let seconds = silence.as_secs();
            self.tell(Link::Silent, format!("nothing readable for {seconds} s")).await;
        }
        Ok(())
    }

    async fn tell(&mut self, link: Link, reason: String) {
        if self.link.replace(link) != Some(link) {
            let _ = self.events.send(LineEvent::Link(link, reason)).await;
        }
    }
}
