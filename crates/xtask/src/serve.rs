//! `cargo xtask serve`: a small static server for the built page, on this machine only.

use std::fs;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use crate::build;
use crate::setup::PageTools;
use crate::step::{Done, Failure};

const PORT: u16 = 8080;
/// How many ports after the first are tried when nobody chose one.
const MORE_PORTS: u16 = 20;
/// How long a silent browser is listened to.
const PATIENCE: Duration = Duration::from_secs(30);
/// A request's first line and headers, in bytes.
const LONGEST_HEAD: u64 = 64 * 1024;

/// `cargo xtask serve`: builds the page and serves it until it is stopped.
pub(crate) fn command(port: Option<u16>) -> Done {
    let dist = build::page(&PageTools::ready()?)?;
    let ports = match port {
        Some(port) => port..=port,
        None => PORT..=PORT + MORE_PORTS,
    };
    let site = ports.clone().find_map(|port| Site::open(&dist, port, "/"));
    let Some(site) = site else {
        return Err(Failure::new(
            format!("no port from {} to {} is free", ports.start(), ports.end()),
            "choose another one with `--port`",
        ));
    };
    println!("\nPyvigil is at {}  (Ctrl+C ends it)", site.address);
    loop {
        thread::park(); // the site's own threads do the work
    }
}

/// A folder being served. HTTP/1.1, one request a connection: whoever waits for a connection gets one, and
/// a browser's idle connections hold nobody up. (`tiny_http` 0.12 can leave a connection without a thread while
/// others are kept alive, and then the page hangs; the larger servers would be most of this crate's build.)
pub(crate) struct Site {
    /// Its address, with a slash at the end.
    pub(crate) address: String,
    stopped: Arc<AtomicBool>,
    at: SocketAddr,
}

impl Site {
    /// Serves `folder` below `prefix` (which begins and ends with a slash) on 127.0.0.1; port 0 takes any
    /// free one. `None` if the port is taken.
    pub(crate) fn open(folder: &Path, port: u16, prefix: &str) -> Option<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).ok()?;
        let at = listener.local_addr().ok()?;
        let stopped = Arc::new(AtomicBool::new(false));
        let (over, folder, prefix): (_, Arc<Path>, Arc<str>) = (Arc::clone(&stopped), folder.into(), prefix.into());
        let address = format!("http://{at}{prefix}");
        thread::spawn(move || {
            for connection in listener.incoming() {
                if over.load(Ordering::Relaxed) {
                    return;
                }
                let Ok(connection) = connection else { continue };
                let (folder, prefix) = (Arc::clone(&folder), Arc::clone(&prefix));
                // A browser that went away needs no answer.
                thread::spawn(move || drop(answer(connection, &folder, &prefix)));
            }
        });
        Some(Self { address, stopped, at })
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.stopped.store(true, Ordering::Relaxed);
        // Wakes the thread that waits for the next connection.
        drop(TcpStream::connect(self.at));
    }
}

/// Reads one request and answers it.
fn answer(mut connection: TcpStream, folder: &Path, prefix: &str) -> io::Result<()> {
    connection.set_read_timeout(Some(PATIENCE))?;
    connection.set_write_timeout(Some(PATIENCE))?;
    let mut head = BufReader::new(connection.try_clone()?.take(LONGEST_HEAD));
    let mut request = String::new();
    head.read_line(&mut request)?;
    let mut header = String::new();
    while head.read_line(&mut header)? > 0 && !header.trim_end().is_empty() {
        header.clear();
    }
    let mut words = request.split_ascii_whitespace();
    let (method, url) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let file = file_for(url, prefix)
        .filter(|_| matches!(method, "GET" | "HEAD"))
        .map(|path| folder.join(path))
        .filter(|path| path.is_file())
        .and_then(|path| Some((fs::read(&path).ok()?, media_type(&path))));
    let (status, (body, media_type)) = match file {
        Some(file) => ("200 OK", file),
        None => ("404 Not Found", (b"Not found\n".to_vec(), "text/plain; charset=utf-8")),
    };
    // The page is rebuilt under its readers' eyes; file names with a hash do the caching elsewhere.
    write!(
        connection,
        "HTTP/1.1 {status}\r\nContent-Type: {media_type}\r\nContent-Length: {}\r\nCache-Control: no-cache\r\n\
         X-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n",
        body.len()
    )?;
    if method != "HEAD" {
        connection.write_all(&body)?;
    }
    connection.shutdown(Shutdown::Write)
}

/// The file that `url` names, relative to the served folder; `None` for whatever could lead out of it.
fn file_for(url: &str, prefix: &str) -> Option<PathBuf> {
    let path = url.split(['?', '#']).next()?.strip_prefix(prefix)?;
    let path = percent_decoded(path)?;
    if path.contains(['\\', '\0', ':']) {
        return None;
    }
    let path = PathBuf::from(if path.is_empty() || path.ends_with('/') { path + "index.html" } else { path });
    path.components().all(|part| matches!(part, Component::Normal(_))).then_some(path)
}

fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digits = [rest.next()?, rest.next()?];
            bytes.push(u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

fn media_type(path: &Path) -> &'static str {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("json") => "application/json",
        Some("webmanifest") => "application/manifest+json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        Some("woff2") => "font/woff2",
        Some("txt" | "md" | "py" | "toml") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::{Site, file_for};
    use std::io::{Read, Write};
    use std::net::TcpStream;
    use std::path::Path;

    /// What the site answers to `request`.
    fn ask(site: &Site, request: &str) -> String {
        let host = site.address.trim_start_matches("http://").split('/').next().unwrap();
        let mut connection = TcpStream::connect(host).unwrap();
        connection.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        connection.read_to_string(&mut answer).unwrap();
        answer
    }

    #[test]
    fn idle_connections_hold_nobody_up() {
        let site = Site::open(Path::new(env!("CARGO_MANIFEST_DIR")), 0, "/sub/").unwrap();
        let host = site.address.trim_start_matches("http://").trim_end_matches("/sub/");
        let idle: Vec<TcpStream> = (0..20).map(|_| TcpStream::connect(host).unwrap()).collect();
        let manifest = ask(&site, "GET /sub/Cargo.toml HTTP/1.1\r\nHost: x\r\n\r\n");
        assert!(manifest.starts_with("HTTP/1.1 200 OK\r\n") && manifest.contains("name = \"xtask\""), "{manifest}");
        let head = ask(&site, "HEAD /sub/Cargo.toml HTTP/1.1\r\n\r\n");
        assert!(head.contains("Content-Length: ") && head.ends_with("\r\n\r\n"), "{head}");
        for request in ["GET /Cargo.toml HTTP/1.1", "POST /sub/Cargo.toml HTTP/1.1", "GET /sub/../xtask HTTP/1.1", "x"]
        {
            let answer = ask(&site, &format!("{request}\r\n\r\n"));
            assert!(answer.starts_with("HTTP/1.1 404"), "{request}: {answer}");
        }
        drop(idle);
    }

    #[test]
    fn addresses_name_files_below_the_folder() {
        assert_eq!(file_for("/", "/").as_deref(), Some(Path::new("index.html")));
        assert_eq!(file_for("/sub/a%20b.js?v=1", "/sub/").as_deref(), Some(Path::new("a b.js")));
        assert_eq!(file_for("/sub/learn/", "/sub/").as_deref(), Some(Path::new("learn/index.html")));
    }

    #[test]
    fn nothing_outside_the_folder_can_be_named() {
        for url in [
            "/../Cargo.toml",
            "/a/../../b",
            "/%2e%2e/b",
            "/..%2fb",
            "//etc/passwd",
            "/%2fetc/passwd",
            "/C:/x",
            "/a%5c..%5cb",
            "/a%00",
            "/%zz",
            "/%f",
            "/other",
            "",
        ] {
            let prefix = if url == "/other" { "/sub/" } else { "/" };
            assert_eq!(file_for(url, prefix), None, "{url}");
        }
    }
}
