//! Secrets that are not the one, and signatures that are written otherwise.

use super::*;

const TEXT: &str = "GET\n\n\nFri, 02 Jan 2026 03:04:05 GMT\n/bkt/k";

fn by(signature: &str) -> Diagnosis {
    let authorization = format!("OSS {ID}:{signature}");
    refused(&asked("GET /bkt/k", &[("date", DATE), ("authorization", &authorization)]))
}

#[test]
fn a_secret_with_something_about_it_is_found() {
    for (id, secret) in [
        ("secret-whitespace", format!("{SECRET}\n")),
        ("secret-whitespace", format!("{SECRET}\r\n")),
        ("secret-whitespace", format!(" {SECRET}")),
        ("secret-whitespace", format!("\u{feff}{SECRET}")),
        ("secret-quoted", format!("\"{SECRET}\"")),
        ("secret-base64", base64(SECRET.as_bytes())),
        ("secret-base64", base64(format!("{SECRET}\n").as_bytes())),
        ("secret-of-rpc", format!("{SECRET}&")),
        ("secret-case", SECRET.to_lowercase()),
        ("secret-missing", String::new()),
        ("secret-missing", "undefined".to_owned()),
        ("secret-of-another-key", "anotherVerySecretSecret".to_owned()),
        ("secret-is-an-id", ID.to_owned()),
    ] {
        let diagnosis = by(&base64(&sha1(&secret, TEXT)));
        assert_eq!(cause(&diagnosis), (id.to_owned(), TEXT.to_owned()), "{secret:?}");
    }
    let other = by(&base64(&sha1("anotherVerySecretSecret", TEXT)));
    assert!(other.cause().unwrap().contains("other-id"));
}

#[test]
fn a_secret_that_the_server_was_told_with_a_space_is_found() {
    let mut account = Account::default();
    account.credentials.access_key_secret = " secret\n".to_owned().into();
    let accounts = Accounts::new(vec![account], system_clock());
    let authorization = format!("OSS emulator:{}", base64(&sha1("secret", TEXT)));
    let asked = asked("GET /bkt/k", &[("date", DATE), ("authorization", &authorization)]);
    let refusal = authenticate(&asked, &accounts, "cn-hangzhou", NOW).unwrap_err();
    assert_eq!(refusal.signature.unwrap().id().as_deref(), Some("secret-whitespace"));
}

#[test]
fn a_right_signature_that_is_written_otherwise_is_found() {
    let mac = sha1(SECRET, TEXT);
    let right = base64(&mac);
    assert!(right.ends_with('='));
    let url = right.replace('+', "-").replace('/', "_");
    for (id, signature) in [
        ("signature-hex", hex(&mac)),
        ("signature-hex", hex(&mac).to_uppercase()),
        ("signature-encoded", encode::component(&right).to_string()),
        ("signature-encoded", encode::component(&encode::component(&right).to_string()).to_string()),
        ("signature-padding", right.trim_end_matches('=').to_owned()),
        ("signature-surrounded", format!("\"{right}\"")),
    ] {
        assert_eq!(cause(&by(&signature)), (id.to_owned(), TEXT.to_owned()), "{signature}");
    }
    if url != right {
        assert_eq!(cause(&by(&url)).0, "signature-base64url");
    }
    assert_eq!(cause(&by(&base64(&sha256(SECRET.as_bytes(), TEXT)))).0, "hash-of-v4");
    // Two things: the secret, and how its signature is written.
    let both = by(&hex(&sha1(&format!("{SECRET}\n"), TEXT)));
    assert_eq!(cause(&both).0, "secret-whitespace+signature-hex");
}

#[test]
fn where_much_was_spent_nothing_is_looked_into() {
    let mut accounts = accounts();
    accounts.refused = Pace::spent();
    let authorization = format!("OSS {ID}:{}", base64(&sha1(&format!("{SECRET}\n"), TEXT)));
    let asked = asked("GET /bkt/k", &[("date", DATE), ("authorization", &authorization)]);
    let refusal = authenticate(&asked, &accounts, "cn-hangzhou", NOW).unwrap_err();
    let diagnosis = refusal.signature.unwrap();
    assert_eq!((diagnosis.id(), diagnosis.usual[0].id), (None, "not-looked-into"));
    assert_eq!(diagnosis.texts[0].server, TEXT);
}
