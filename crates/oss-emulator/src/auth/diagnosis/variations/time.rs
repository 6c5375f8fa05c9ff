//! The line with the time.

use super::{Group, List};
use crate::{
    auth::diagnosis::{
        Cause,
        parts::{Kind, Parts},
    },
    call::Asked,
};
use http::header::DATE;
use oss_protocol::{date::Timestamp, header};

const ONE_TIME: &str = "Take the time once, and use the same for the header and for the signature.";

/// Another header than the one that counts, or written otherwise.
pub(super) fn time(list: &mut List, parts: &Parts, asked: &Asked) {
    let mut line = |id, sentence: &str, advice: &str, line: String| {
        list.add(Group::Time, Cause::new(id, sentence, advice), move |parts| parts.date.clone_from(&line));
    };
    let date = asked.header(DATE).map(str::to_owned);
    let own = asked.header(header::X_OSS_DATE).map(str::to_owned);
    if parts.link {
        if let Some(date) = date {
            line(
                "link-date",
                "The Date header is signed in the place of the expiry.",
                "In a link the line of the date is the value of Expires.",
                date,
            );
        }
        line(
            "date-empty",
            "The line of the date is empty.",
            "In a link the line of the date is the value of Expires.",
            String::new(),
        );
        return;
    }
    if matches!(parts.kind, Kind::V4 | Kind::Aws) {
        let basic = "V4 signs the value of x-oss-date, or x-amz-date, `20260102T030405Z`.";
        if let Some(date) = date {
            line("date-line", "The Date header is signed in the line of the time.", basic, date);
        }
        let day = parts.date.split('T').next().unwrap_or_default().to_owned();
        line("date-line", "The line of the time has only the day.", basic, day);
        if let Some(time) = Timestamp::parse_basic(&parts.date) {
            line(
                "date-line",
                "The line of the time is written as `2026-01-02T03:04:05.000Z`.",
                basic,
                time.iso8601(),
            );
            line("date-line", "The line of the time is written as an RFC 1123 date.", basic, time.rfc1123());
        }
        return;
    }
    let which = "V1 signs the Date header in the line of the date; where there is none, x-oss-date.";
    if date.is_some()
        && let Some(own) = own
    {
        line(
            "date-line",
            "x-oss-date is signed in the line of the date, and the request has a Date header too.",
            which,
            own,
        );
    }
    line("date-empty", "The line of the date is empty.", which, String::new());
    let gmt =
        "Write the date in English, in GMT: `Fri, 02 Jan 2026 03:04:05 GMT`, and sign it as it is sent.";
    for zone in ["UTC", "+0000", "Z"] {
        let sentence = format!("The date is signed with `{zone}` in the place of `GMT`.");
        line("date-zone", &sentence, gmt, parts.date.replace("GMT", zone));
    }
    if let Some(time) = Timestamp::parse_rfc1123(&parts.date) {
        line("date-form", "The date is signed as `20260102T030405Z`.", gmt, time.basic());
        line("date-form", "The date is signed as `2026-01-02T03:04:05.000Z`.", gmt, time.iso8601());
        line("date-form", "The date is signed as an RFC 1123 date, and sent otherwise.", gmt, time.rfc1123());
    }
}

/// Times near the one that came, and other expiries.
pub(super) fn other_times(list: &mut List, parts: &Parts) {
    if parts.link {
        expiries(list, parts);
    }
    let (time, write): (_, fn(Timestamp) -> String) = match parts.kind {
        Kind::V4 | Kind::Aws => (Timestamp::parse_basic(&parts.date), Timestamp::basic),
        _ if parts.link => return,
        _ => (Timestamp::parse_rfc1123(&parts.date), Timestamp::rfc1123),
    };
    let Some(time) = time else { return };
    for seconds in (1..=5).flat_map(|seconds| [-seconds, seconds]).chain([8 * 3_600, -8 * 3_600]) {
        let Some(other) = time.as_secs().checked_add_signed(seconds) else { continue };
        let other = write(Timestamp::from_secs(other));
        let cause = Cause::new(
            "date-changed",
            format!("`{}` came as the time, and `{other}` is signed.", parts.date),
            format!(
                "{ONE_TIME} A proxy may also have written the Date header anew; then sign x-oss-date instead."
            ),
        );
        list.alone(cause, move |parts| {
            parts.date.clone_from(&other);
            let own = own_name(parts.kind, "date");
            for (_, value) in parts.query.iter_mut().filter(|(name, _)| name.eq_ignore_ascii_case(&own)) {
                value.clone_from(&other);
            }
            if matches!(parts.kind, Kind::V4 | Kind::Aws) && !parts.link {
                parts.set_header(&own, other.as_bytes());
            }
        });
    }
}

/// What the dialect of a request calls a header or parameter of its own, in lower case.
fn own_name(kind: Kind, name: &str) -> String {
    format!("{}{name}", if kind == Kind::Aws { "x-amz-" } else { "x-oss-" })
}

/// Lifetimes that links are given, in seconds.
const LIFETIMES: [u64; 20] = [
    1, 10, 30, 60, 120, 180, 300, 600, 900, 1_200, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400,
    259_200, 604_800, 2_592_000,
];

/// A link whose expiry was changed: by how much, or what it was, is tried for the usual lifetimes.
fn expiries(list: &mut List, parts: &Parts) {
    let advice = "The expiry of a link is signed: make another link rather than change it.";
    if matches!(parts.kind, Kind::V4 | Kind::Aws) {
        let own = own_name(parts.kind, "expires");
        for seconds in LIFETIMES {
            let cause = Cause::new(
                "expiry-changed",
                format!("{own} was {seconds} when the link was signed."),
                advice,
            );
            let own = own.clone();
            list.alone(cause, move |parts| {
                for (_, value) in parts.query.iter_mut().filter(|(name, _)| name.eq_ignore_ascii_case(&own)) {
                    *value = seconds.to_string();
                }
            });
        }
        return;
    }
    let Ok(expires) = parts.date.parse::<u64>() else { return };
    let moved = LIFETIMES.iter().flat_map(|by| [expires.checked_sub(*by), expires.checked_add(*by)]);
    let others = moved.chain([Some(expires / 1_000), expires.checked_mul(1_000)]).flatten();
    for other in others {
        let cause =
            Cause::new("expiry-changed", format!("Expires was {other} when the link was signed."), advice);
        list.alone(cause, move |parts| parts.date = other.to_string());
    }
}
