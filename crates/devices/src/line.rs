//! Lines to instruments: serial ports and TCP, in both directions.

use std::{fmt, io, path::PathBuf, str::FromStr};

use serial2_tokio::{CharSize, Parity, SerialPort, Settings, StopBits};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpListener, TcpStream},
};

/// A line that is open.
pub trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

/// Where an instrument is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Address {
    /// `tcp:HOST:PORT`: the instrument, its converter or its service listens there.
    Tcp(String),
    /// `listen:HOST:PORT`: the instrument connects to us.
    Listen(String),
    /// `serial:/dev/ttyUSB0?baud=9600&bits=8&parity=none&stop=1`; what is left out is as here.
    Serial(SerialLine),
}

/// A serial port and how it is set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SerialLine {
    path: PathBuf,
    baud: u32,
    bits: CharSize,
    parity: Parity,
    stop: StopBits,
}

impl FromStr for Address {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (scheme, rest) = text.split_once(':').unwrap_or((text, ""));
        let host = |rest: &str| {
            let port = rest.rsplit_once(':').and_then(|(host, port)| Some((host, port.parse::<u16>().ok()?)));
            port.filter(|(host, _)| !host.is_empty()).map(|_| rest.to_owned()).ok_or("expected HOST:PORT")
        };
        match scheme {
            "tcp" => Ok(Self::Tcp(host(rest)?)),
            "listen" => Ok(Self::Listen(host(rest)?)),
            "serial" => rest.parse().map(Self::Serial),
            _ => Err("expected tcp:HOST:PORT, listen:HOST:PORT or serial:PATH".to_owned()),
        }
    }
}

impl FromStr for SerialLine {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (path, options) = text.split_once('?').unwrap_or((text, ""));
        if path.is_empty() {
            return Err("expected the path of a serial port".to_owned());
        }
        let mut line =
            Self { path: path.into(), baud: 9600, bits: CharSize::Bits8, parity: Parity::None, stop: StopBits::One };
        for option in options.split('&').filter(|option| !option.is_empty()) {
            line.set(option).ok_or_else(|| format!("{option} is no setting of a serial port"))?;
        }
        Ok(line)
    }
}

impl SerialLine {
    fn set(&mut self, option: &str) -> Option<()> {
        match option.split_once('=')? {
            ("baud", text) => self.baud = text.parse().ok().filter(|baud| (50..=4_000_000).contains(baud))?,
            ("bits", "7") => self.bits = CharSize::Bits7,
            ("bits", "8") => self.bits = CharSize::Bits8,
            ("parity", "none") => self.parity = Parity::None,
            ("parity", "even") => self.parity = Parity::Even,
            ("parity", "odd") => self.parity = Parity::Odd,
            ("stop", "1") => self.stop = StopBits::One,
            ("stop", "2") => self.stop = StopBits::Two,
            _ => return None,
        }
        Some(())
    }

    fn open(&self) -> io::Result<SerialPort> {
        SerialPort::open(&self.path, |mut settings: Settings| {
            settings.set_raw();
            settings.set_baud_rate(self.baud)?;
            settings.set_char_size(self.bits);
            settings.set_parity(self.parity);
            settings.set_stop_bits(self.stop);
            Ok(settings)
        })
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tcp(host) => write!(f, "tcp:{host}"),
            Self::Listen(host) => write!(f, "listen:{host}"),
            Self::Serial(line) => write!(f, "serial:{}", line.path.display()),
        }
    }
}

impl Address {
    /// Opens the line; for `listen:` waits until the instrument comes.
    ///
    /// # Errors
    /// What the system says.
    pub async fn open(&self) -> io::Result<Box<dyn Stream>> {
        match self {
            Self::Tcp(host) => {
                let stream = TcpStream::connect(host).await?;
                stream.set_nodelay(true)?;
                Ok(Box::new(stream))
            }
            Self::Listen(host) => {
                let (stream, _) = TcpListener::bind(host).await?.accept().await?;
                Ok(Box::new(stream))
            }
            Self::Serial(line) => Ok(Box::new(line.open()?)),
        }
    }

    /// Whether opening waits for the other side.
    pub fn waits(&self) -> bool {
        matches!(self, Self::Listen(_))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_an_instrument_is() {
        for good in ["tcp:10.0.0.7:4001", "listen:0.0.0.0:4002", "tcp:[::1]:80", "serial:/dev/ttyUSB0"] {
            assert_eq!(good.parse::<Address>().expect(good).to_string(), good);
        }
        let line = "serial:/dev/ttyS1?baud=2400&bits=7&parity=even&stop=2".parse::<Address>().expect("a line");
        let Address::Serial(line) = line else { panic!("a serial line") };
        assert_eq!((line.baud, line.bits, line.parity), (2400, CharSize::Bits7, Parity::Even));
        for bad in
            ["", "tcp:", "tcp:host", "tcp::80", "tcp:host:99999", "serial:", "serial:x?baud=1", "usb:1", "serial:x?a"]
        {
            assert!(bad.parse::<Address>().is_err(), "{bad}");
        }
    }
}
