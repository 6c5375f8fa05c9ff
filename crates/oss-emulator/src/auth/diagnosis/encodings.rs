//! The ways in which clients write keys and values: the right one, and those that they take it for.

use oss_protocol::encode;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// As it is.
pub(super) fn same(text: &str) -> String {
    text.to_owned()
}

/// As V4 writes names and values.
pub(super) fn escaped(text: &str) -> String {
    encode::component(text).to_string()
}

/// As V4 writes a path.
pub(super) fn path_escaped(text: &str) -> String {
    encode::path(text).to_string()
}

/// Twice.
pub(super) fn path_escaped_twice(text: &str) -> String {
    path_escaped(&path_escaped(text))
}

/// Twice.
pub(super) fn escaped_twice(text: &str) -> String {
    escaped(&escaped(text))
}

/// With `%2f` in the place of `%2F`.
pub(super) fn escaped_lower(text: &str) -> String {
    lower(&escaped(text))
}

/// With `%2f` in the place of `%2F`.
pub(super) fn path_escaped_lower(text: &str) -> String {
    lower(&path_escaped(text))
}

fn lower(text: &str) -> String {
    let mut lowered = String::with_capacity(text.len());
    let mut digits = 0_u8;
    for c in text.chars() {
        lowered.push(if digits > 0 { c.to_ascii_lowercase() } else { c });
        digits = if c == '%' { 2 } else { digits.saturating_sub(1) };
    }
    lowered
}

/// As JavaScript's `encodeURIComponent`, which leaves `!'()*`.
pub(super) fn uri_component(text: &str) -> String {
    utf8_percent_encode(text, COMPONENT).to_string()
}

/// The same of each segment of a path.
pub(super) fn path_uri_component(text: &str) -> String {
    utf8_percent_encode(text, PATH_COMPONENT).to_string()
}

/// As JavaScript's `encodeURI`, which leaves what has a meaning in URLs.
pub(super) fn uri(text: &str) -> String {
    utf8_percent_encode(text, URI).to_string()
}

/// As a form writes it: `+` for a space, and `~` and `*` the other way round.
pub(super) fn form(text: &str) -> String {
    escaped(text).replace("%20", "+").replace('~', "%7E").replace("%2A", "*")
}

/// The same of each segment of a path.
pub(super) fn path_form(text: &str) -> String {
    form(text).replace("%2F", "/")
}

/// With the `~` encoded.
pub(super) fn tilde(text: &str) -> String {
    escaped(text).replace('~', "%7E")
}

/// With the `~` encoded.
pub(super) fn path_tilde(text: &str) -> String {
    path_escaped(text).replace('~', "%7E")
}

/// Slashes of the key too; the first two are those around the bucket.
pub(super) fn slashes_too(text: &str) -> String {
    let at = text.match_indices('/').nth(1).map_or(text.len(), |(at, _)| at + 1);
    let (prefix, key) = text.split_at(at);
    format!("{}{}", path_escaped(prefix), escaped(key))
}

/// As hexadecimal digits, lower-case.
pub(super) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |nibble: u8| char::from(DIGITS[usize::from(nibble)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

const COMPONENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~')
    .remove(b'!')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*');

const PATH_COMPONENT: &AsciiSet = &COMPONENT.remove(b'/');

const URI: &AsciiSet = &COMPONENT
    .remove(b';')
    .remove(b'/')
    .remove(b'?')
    .remove(b':')
    .remove(b'@')
    .remove(b'&')
    .remove(b'=')
    .remove(b'+')
    .remove(b'$')
    .remove(b',')
    .remove(b'#');
