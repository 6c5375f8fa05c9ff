//! A plain HTTP server that is neither package's: it answers every request at once with a canned document, throws away
//! what is uploaded, and serves objects of any size, which their name tells, from one piece of memory. It does as little
//! as it can, so that the clients are what is measured. In Rust and not in Node, because nothing may be slower than
//! curl: one thread for each connection, and no packages, so that `rustc` makes it in two seconds.

use std::{
    collections::HashMap,
    io::{self, Read, Write},
    net::{Ipv4Addr, TcpListener, TcpStream},
    sync::{Arc, Mutex, OnceLock},
    thread,
    time::{Duration, Instant},
};

const RULE: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ServerSideEncryptionRule><ApplyServerSideEncryptionByDefault>\
    <SSEAlgorithm>KMS</SSEAlgorithm><KMSMasterKeyID>9468da86-3509-4f8d-a61e-6eab1eac0000</KMSMasterKeyID>\
    </ApplyServerSideEncryptionByDefault></ServerSideEncryptionRule>";
const INITIATED: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<InitiateMultipartUploadResult><Bucket>bucket-name</Bucket>\
    <Key>key</Key><UploadId>0004B9894A22E5B1888A1E29F8236E2D</UploadId></InitiateMultipartUploadResult>";
const COMPLETED: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<CompleteMultipartUploadResult><Location>here</Location>\
    <Bucket>bucket-name</Bucket><Key>key</Key><ETag>\"3B8CF3A5B7F4D3F2\"</ETag></CompleteMultipartUploadResult>";

/// So much stays in the cache of a core.
const BLOCK: usize = 256 << 10;
/// Keys of a page, and pages.
const PAGE: usize = 1000;
const PAGES: usize = 100;
/// Bytes in a microsecond.
const LIMIT: u64 = 20;
const LAST_CHUNK: &[u8] = b"0\r\n\r\n";

fn head(status: &str, kind: &str, length: u64, more: &str) -> Vec<u8> {
    format!(
        "HTTP/1.1 {status}\r\nServer: AliyunOSS\r\nDate: Sat, 16 Dec 2023 16:20:57 GMT\r\nContent-Type: {kind}\r\n\
         Content-Length: {length}\r\nConnection: keep-alive\r\nx-oss-request-id: 5C06A3B67B8B5A3DA422299D\r\n\
         ETag: \"7265F4D211B56873A381D321F586E4A9\"\r\nx-oss-server-time: 1\r\n{more}\r\n"
    )
    .into_bytes()
}

fn document(text: &str) -> Vec<u8> {
    [head("200 OK", "application/xml", text.len() as u64, ""), text.as_bytes().to_vec()].concat()
}

/// Bytes that nothing can make smaller. They hold no end of chunks.
fn block() -> &'static [u8] {
    static MADE: OnceLock<Vec<u8>> = OnceLock::new();
    MADE.get_or_init(|| {
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        let mut byte = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 56) as u8
        };
        (0..BLOCK).map(|_| byte()).collect()
    })
}

/// ECMA-182, reflected: the highest bit is the lowest power.
const POLYNOMIAL: u64 = 0xc96c_5795_d787_0f42;

/// Of the bytes of a block.
fn crc64(bytes: &[u8]) -> u64 {
    !bytes.iter().fold(u64::MAX, |crc, byte| {
        (0..8).fold(crc ^ u64::from(*byte), |crc, _| (crc >> 1) ^ if crc & 1 == 1 { POLYNOMIAL } else { 0 })
    })
}

/// The product of two polynomials, modulo that one.
fn product(mut a: u64, mut b: u64) -> u64 {
    let mut result = 0;
    while a != 0 {
        if a >> 63 == 1 {
            result ^= b;
        }
        a <<= 1;
        b = (b >> 1) ^ if b & 1 == 1 { POLYNOMIAL } else { 0 };
    }
    result
}

/// What a checksum is multiplied with when so many bytes follow.
fn shift(length: usize) -> u64 {
    (0..length).fold(1 << 63, |factor, _| product(1 << 55, factor))
}

/// The checksum of an object of so many bytes, computed by none of the clients: so their checks are really made.
fn checksum(length: u64) -> u64 {
    static WHOLE: OnceLock<(u64, u64)> = OnceLock::new();
    static KNOWN: OnceLock<Mutex<HashMap<u64, u64>>> = OnceLock::new();
    let mut known = KNOWN.get_or_init(Mutex::default).lock().unwrap();
    *known.entry(length).or_insert_with(|| {
        let (whole, factor) = *WHOLE.get_or_init(|| (crc64(block()), shift(BLOCK)));
        let crc = (0..length / BLOCK as u64).fold(0, |crc, _| product(crc, factor) ^ whole);
        let rest = &block()[..(length % BLOCK as u64) as usize];
        product(crc, shift(rest.len())) ^ crc64(rest)
    })
}

/// An object, its size taken from its name, which is `size-` and a number; of one called `limited-`, each connection gets 20 MB a second.
fn send_object(stream: &mut TcpStream, target: &str, size: u64, range: Option<(u64, u64)>) -> io::Result<()> {
    let crc = format!("x-oss-hash-crc64ecma: {}\r\n", checksum(size));
    let (mut at, end, head) = match range {
        None => (0, size, head("200 OK", "application/octet-stream", size, &crc)),
        Some((first, last)) => {
            let more = format!("{crc}Content-Range: bytes {first}-{last}/{size}\r\n");
            (
                first,
                last + 1,
                head("206 Partial Content", "application/octet-stream", last + 1 - first, &more),
            )
        }
    };
    let block = block();
    if end - at <= BLOCK as u64 && at == 0 {
        return stream.write_all(&[&head, &block[..end as usize]].concat());
    }
    stream.write_all(&head)?;
    let limited = target.contains("limited-");
    let (begun, first) = (Instant::now(), at);
    while at < end {
        let within = (at % BLOCK as u64) as usize;
        let most = if limited { 64 << 10 } else { BLOCK };
        let piece = &block[within..BLOCK.min(within + most.min((end - at) as usize))];
        stream.write_all(piece)?;
        at += piece.len() as u64;
        if limited {
            let due = Duration::from_micros((at - first) / LIMIT);
            thread::sleep(due.saturating_sub(begun.elapsed()));
        }
    }
    Ok(())
}

/// The first and the last byte that are asked for.
fn range_in(head: &str, size: u64) -> Option<(u64, u64)> {
    let lower = head.to_ascii_lowercase();
    let (first, rest) = lower.split_once("range: bytes=")?.1.split_once('-')?;
    let last = rest.lines().next()?.trim().parse().unwrap_or(size - 1);
    Some((first.parse().ok()?, last.min(size - 1)))
}

/// What the head of an object says of its encryption.
const ENCRYPTED: &str = "x-oss-object-type: Normal\r\nx-oss-storage-class: Standard\r\nx-oss-server-side-encryption: KMS\r\n\
    x-oss-server-side-encryption-key-id: 9468da86-3509-4f8d-a61e-6eab1eac0000\r\nx-oss-hash-crc64ecma: 727031140999736901\r\n";

/// A page of `listV2`: 1,000 keys of 100,000, of the prefix `few` of 20,000. The token is the number of the page.
fn listed(target: &str) -> Vec<u8> {
    let token = target.split_once("continuation-token=").map_or("", |(_, rest)| rest);
    let page: usize = token.split('&').next().unwrap_or_default().parse().unwrap_or(0);
    let objects: String = (page * PAGE..(page + 1) * PAGE)
        .map(|number| {
            format!(
                "<Contents><Key>logs/2023/12/16/object-{number:08}.json</Key><LastModified>2023-12-16T16:20:57.000Z</LastModified>\
                 <ETag>\"7265F4D211B56873A381D321F586E4A9\"</ETag><Type>Normal</Type><Size>{number}</Size>\
                 <StorageClass>Standard</StorageClass></Contents>"
            )
        })
        .collect();
    let next = page + 1;
    let pages = if target.contains("prefix=few") { PAGES / 5 } else { PAGES };
    let more = match next < pages {
        true => {
            format!("<IsTruncated>true</IsTruncated><NextContinuationToken>{next}</NextContinuationToken>")
        }
        false => "<IsTruncated>false</IsTruncated>".to_owned(),
    };
    document(&format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ListBucketResult><Name>bucket-name</Name><Prefix></Prefix><MaxKeys>{PAGE}</MaxKeys>\
         <EncodingType>url</EncodingType>{objects}{more}<KeyCount>{PAGE}</KeyCount></ListBucketResult>"
    ))
}

fn size_in(target: &str) -> Option<u64> {
    let digits = &target[target.find("size-")? + 5..];
    digits[..digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len())].parse().ok()
}

struct Answers {
    stored: Vec<u8>,
    described: Vec<u8>,
    rule: Vec<u8>,
    initiated: Vec<u8>,
    completed: Vec<u8>,
}

fn respond(stream: &mut TcpStream, head: &str, answers: &Answers) -> io::Result<()> {
    let mut words = head.split(' ');
    let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    match (method, size_in(target)) {
        ("GET", Some(size)) => send_object(stream, target, size, range_in(head, size)),
        ("GET", None) if target.contains("list-type=2") => stream.write_all(&listed(target)),
        ("GET", None) => stream.write_all(&answers.rule),
        ("HEAD", _) => stream.write_all(&answers.described),
        ("POST", _) if target.contains("?uploads") => stream.write_all(&answers.initiated),
        ("POST", _) => stream.write_all(&answers.completed),
        _ => stream.write_all(&answers.stored),
    }
}

/// Reads and forgets the body, of which `begun` has come.
fn swallow(stream: &mut TcpStream, head: &str, begun: &[u8], scratch: &mut [u8]) -> io::Result<()> {
    let lower = head.to_ascii_lowercase();
    if let Some((_, rest)) = lower.split_once("content-length:") {
        let length: u64 = rest.lines().next().unwrap_or_default().trim().parse().unwrap_or_default();
        let mut left = length.saturating_sub(begun.len() as u64);
        while left > 0 {
            match stream.read(scratch)? {
                0 => return Err(io::ErrorKind::UnexpectedEof.into()),
                read => left = left.saturating_sub(read as u64),
            }
        }
    } else if lower.contains("transfer-encoding: chunked") {
        // Chunks are not looked into: only the last ends so.
        let mut tail = begun[begun.len().saturating_sub(5)..].to_vec();
        while tail != LAST_CHUNK {
            let read = stream.read(scratch)?;
            if read == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            tail.extend_from_slice(&scratch[read.saturating_sub(5)..read]);
            tail.drain(..tail.len().saturating_sub(5));
        }
    }
    Ok(())
}

fn serve(mut stream: TcpStream, answers: &Answers) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut scratch = vec![0; BLOCK];
    let mut filled = 0;
    loop {
        let read = stream.read(&mut scratch[filled..])?;
        if read == 0 {
            return Ok(());
        }
        filled += read;
        let Some(end) = scratch[..filled].windows(4).position(|window| window == b"\r\n\r\n") else {
            continue;
        };
        let head = String::from_utf8_lossy(&scratch[..end]).into_owned();
        let begun = scratch[end + 4..filled].to_vec();
        filled = 0;
        swallow(&mut stream, &head, &begun, &mut scratch)?;
        respond(&mut stream, &head, answers)?;
    }
}

fn main() -> io::Result<()> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    println!("{}", listener.local_addr()?.port());
    let answers = Arc::new(Answers {
        stored: head("200 OK", "text/plain", 0, ""),
        described: head("200 OK", "application/json", 0, ENCRYPTED),
        rule: document(RULE),
        initiated: document(INITIATED),
        completed: document(COMPLETED),
    });
    // It ends with the program that started it, which holds the other end of this.
    thread::spawn(|| {
        let _ = io::stdin().read(&mut [0]);
        std::process::exit(0);
    });
    for stream in listener.incoming() {
        let (stream, answers) = (stream?, Arc::clone(&answers));
        // A connection that breaks off is the client's business.
        thread::spawn(move || serve(stream, &answers));
    }
    Ok(())
}
