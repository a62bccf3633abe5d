//! A small HTTP server on this machine: one answer for each request, as a test wants it.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{SocketAddr, TcpListener, TcpStream},
    thread,
};

/// What it was asked: the path, the media type, the body.
pub(super) struct Asked {
    pub(super) path: String,
    pub(super) media: String,
    pub(super) body: Vec<u8>,
}

/// Answers with a status and a body for as long as the test runs.
pub(super) fn serve(answer: impl Fn(&Asked) -> (u16, Vec<u8>) + Send + 'static) -> String {
    let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).expect("a port");
    let address = listener.local_addr().expect("an address");
    thread::spawn(move || {
        for stream in listener.incoming() {
            let stream = stream.expect("a connection");
            let asked = read(&stream);
            let (status, body) = answer(&asked);
            write(stream, status, &body);
        }
    });
    format!("http://{address}")
}

/// An address where nobody listens.
pub(super) fn nobody() -> String {
    let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).expect("a port");
    format!("http://{}/tsa", listener.local_addr().expect("an address"))
}

fn read(stream: &TcpStream) -> Asked {
    let mut reader = BufReader::new(stream);
    let mut line = || {
        let mut line = String::new();
        reader.read_line(&mut line).expect("a line");
        line.trim_end().to_owned()
    };
    let path = line().split(' ').nth(1).expect("a path").to_owned();
    let (mut length, mut media) = (0, String::new());
    loop {
        let head = line().to_lowercase();
        match head.split_once(": ") {
            Some(("content-length", value)) => length = value.parse().expect("a length"),
            Some(("content-type", value)) => media = value.to_owned(),
            Some(_) => {}
            None => break,
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).expect("a body");
    Asked { path, media, body }
}

fn write(mut stream: TcpStream, status: u16, body: &[u8]) {
    let head = format!("HTTP/1.1 {status} Answer\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", body.len());
    stream.write_all(head.as_bytes()).expect("sent");
    stream.write_all(body).expect("sent");
}
