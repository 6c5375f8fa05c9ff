//! The three ways OSS writes a time. All of them are UTC, and none has more than four digits for the year: a later time is
//! written as [`Timestamp::LAST`].

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// A point in time, in whole seconds since 1970. The forms have four digits for a year: what is later is written as the end
/// of the year 9999.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Timestamp(u64);

impl Timestamp {
    /// The last time that can be written: 9999-12-31T23:59:59Z.
    pub const LAST: Self = Self(253_402_300_799);

    /// From seconds since 1970.
    pub const fn from_secs(seconds: u64) -> Self {
        Self(seconds)
    }

    /// Seconds since 1970.
    pub const fn as_secs(self) -> u64 {
        self.0
    }

    /// `Wed, 28 Dec 2022 10:27:41 GMT`
    pub fn rfc1123(self) -> String {
        httpdate::fmt_http_date(UNIX_EPOCH + Duration::from_secs(self.min(Self::LAST).0))
    }

    /// `20221228T102741Z`
    pub fn basic(self) -> String {
        let Civil { year, month, day, hour, minute, second } = self.civil();
        format!("{year:04}{month:02}{day:02}T{hour:02}{minute:02}{second:02}Z")
    }

    /// `2022-12-28T10:27:41.000Z`
    pub fn iso8601(self) -> String {
        let Civil { year, month, day, hour, minute, second } = self.civil();
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.000Z")
    }

    /// Reads what [`rfc1123`](Self::rfc1123) writes.
    pub fn parse_rfc1123(text: &str) -> Option<Self> {
        httpdate::parse_http_date(text).ok().map(Self::from)
    }

    /// Reads what [`basic`](Self::basic) writes.
    pub fn parse_basic(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        if bytes.len() != 16 || bytes[8] != b'T' || bytes[15] != b'Z' {
            return None;
        }
        let time = Self::from_digits(bytes.iter().filter(|b| !b"TZ".contains(b)))?;
        // The way back tells impossible dates, such as the 31st of June.
        (time.basic() == text).then_some(time)
    }

    /// Reads what [`iso8601`](Self::iso8601) writes, with or without fractions of a second, which are cut.
    pub fn parse_iso8601(text: &str) -> Option<Self> {
        let (seconds, fraction) = match text.strip_suffix('Z')?.split_once('.') {
            Some((seconds, fraction)) => (seconds, fraction),
            None => (text.strip_suffix('Z')?, "0"),
        };
        if fraction.is_empty() || !fraction.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let time = Self::from_digits(seconds.bytes().filter(u8::is_ascii_digit).collect::<Vec<_>>().iter())?;
        time.iso8601().strip_suffix(".000Z").is_some_and(|whole| whole == seconds).then_some(time)
    }

    /// From the fourteen digits of year to second. The caller checks that they stood for a date there is.
    fn from_digits<'a>(digits: impl Iterator<Item = &'a u8>) -> Option<Self> {
        let digits: Vec<u64> =
            digits.map(|b| b.is_ascii_digit().then(|| u64::from(b - b'0'))).collect::<Option<_>>()?;
        if digits.len() != 14 {
            return None;
        }
        let number = |from: usize, to: usize| digits[from..to].iter().fold(0, |n, digit| n * 10 + digit);
        let days = days_since_1970(number(0, 4), number(4, 6), number(6, 8))?;
        Some(Self(days * 86_400 + number(8, 10) * 3_600 + number(10, 12) * 60 + number(12, 14)))
    }

    /// Gregorian date and time, by the method of Howard Hinnant ("chrono-compatible low-level date algorithms").
    fn civil(self) -> Civil {
        let seconds = self.min(Self::LAST).0;
        let (days, seconds) = (seconds / 86_400, seconds % 86_400);
        let shifted = days + 719_468; // days since 0000-03-01
        let (era, day_of_era) = (shifted / 146_097, shifted % 146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
        Civil {
            year: year_of_era + era * 400 + u64::from(month <= 2),
            month,
            day: day_of_year - (153 * month_from_march + 2) / 5 + 1,
            hour: seconds / 3_600,
            minute: seconds / 60 % 60,
            second: seconds % 60,
        }
    }
}

struct Civil {
    year: u64,
    month: u64,
    day: u64,
    hour: u64,
    minute: u64,
    second: u64,
}

/// The way back of [`Timestamp::civil`].
fn days_since_1970(year: u64, month: u64, day: u64) -> Option<u64> {
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    let year = if month <= 2 { year.checked_sub(1)? } else { year };
    let (era, year_of_era) = (year / 400, year % 400);
    let month_from_march = if month > 2 { month - 3 } else { month + 9 };
    let day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    (era * 146_097 + day_of_era).checked_sub(719_468)
}

/// Cut to whole seconds; a time before 1970 becomes 1970, one after the year 9999 the last of it.
impl From<SystemTime> for Timestamp {
    fn from(time: SystemTime) -> Self {
        Self(time.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs()).min(Self::LAST)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn writes_all_three_forms() {
        let time = Timestamp::from_secs(1_702_743_657); // a time of the official signers' tests
        assert_eq!(time.basic(), "20231216T162057Z");
        assert_eq!(time.rfc1123(), "Sat, 16 Dec 2023 16:20:57 GMT");
        assert_eq!(time.iso8601(), "2023-12-16T16:20:57.000Z");
        for text in ["2023-12-16T16:20:57.000Z", "2023-12-16T16:20:57Z", "2023-12-16T16:20:57.999Z"] {
            assert_eq!(Timestamp::parse_iso8601(text), Some(time));
        }
    }

    #[test]
    fn refuses_what_is_no_time() {
        for text in [
            "",
            "20231216T162057",
            "20230631T000000Z",
            "20231301T000000Z",
            "2023121aT162057Z",
            "20231216T246057Z",
        ] {
            assert_eq!(Timestamp::parse_basic(text), None, "{text}");
        }
        for text in [
            "",
            "Z",
            "2023-12-16T16:20:57",
            "2023-12-16 16:20:57Z",
            "2023-06-31T00:00:00Z",
            "2023-12-16T16:20:57.Z",
            "2023-12-16T16:20:57.0a0Z",
            "20231216T162057Z",
            "2023-12-16T16:20:57.000+08:00",
        ] {
            assert_eq!(Timestamp::parse_iso8601(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_later_is_written_as_the_last_time() {
        assert_eq!(Timestamp::LAST.basic(), "99991231T235959Z");
        for seconds in [Timestamp::LAST.as_secs(), Timestamp::LAST.as_secs() + 1, u64::MAX] {
            let time = Timestamp::from_secs(seconds);
            assert_eq!(time.basic(), Timestamp::LAST.basic());
            assert_eq!(time.iso8601(), "9999-12-31T23:59:59.000Z");
            assert_eq!(time.rfc1123(), "Fri, 31 Dec 9999 23:59:59 GMT");
        }
    }

    proptest! {
        // Until the year 9999; the other form is written by a library.
        #[test]
        fn agrees_with_the_library_and_with_itself(seconds in 0..253_402_300_800_u64) {
            let time = Timestamp::from_secs(seconds);
            prop_assert_eq!(Timestamp::parse_basic(&time.basic()), Some(time));
            prop_assert_eq!(Timestamp::parse_rfc1123(&time.rfc1123()), Some(time));
            prop_assert_eq!(Timestamp::parse_iso8601(&time.iso8601()), Some(time));
            prop_assert_eq!(&time.basic()[6..8], &time.rfc1123()[5..7]);
            prop_assert_eq!(&time.basic()[0..4], &time.rfc1123()[12..16]);
        }
    }
}
