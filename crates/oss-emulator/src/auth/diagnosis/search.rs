//! Looks for the variation, or the two, whose signature is the one that came.

use super::{
    Cause,
    parts::Parts,
    signing::{Keyed, Reading, Signature, Signing},
    variations::Variation,
};
use crate::redact;

/// So many signatures are computed at most; the four steps of a derived key count too.
pub(super) const TRIES: usize = 1_500;
/// So many bytes are signed at most, with those of which only a digest is signed.
pub(super) const BYTES: usize = 1 << 20;

/// What makes the signature that came.
pub(super) struct Found<'v> {
    pub(super) variations: Vec<&'v Variation>,
    form: Option<Cause>,
}

impl Found<'_> {
    /// Its causes, without tokens.
    pub(super) fn causes(&self, tokens: &[String]) -> Vec<Cause> {
        let causes = self.variations.iter().map(|variation| &variation.cause).chain(&self.form);
        causes
            .map(|cause| Cause { sentence: redact::text(&cause.sentence, tokens), ..cause.clone() })
            .collect()
    }
}

/// As much work as one signature of a short text.
const SHORT: usize = 512;

/// The least that was done wrong: only the form of the signature, one thing, or two. And how much was spent, in signatures of short texts.
pub(super) fn search<'v>(
    parts: &Parts,
    signature: &Signature<'_>,
    variations: &'v [Variation],
) -> (Option<Found<'v>>, usize) {
    let mut tried = Tried::new(signature);
    let found = tried.search(parts, variations);
    (found, tried.tries + tried.bytes / SHORT)
}

/// What has been computed.
struct Tried<'a> {
    signature: &'a Signature<'a>,
    readings: Vec<Reading>,
    keys: Vec<(Signing, Keyed)>,
    tries: usize,
    bytes: usize,
}

/// How much a search computes: signatures, and bytes that are signed.
#[cfg(test)]
pub(super) fn effort(parts: &Parts, signature: &Signature<'_>, variations: &[Variation]) -> (usize, usize) {
    let mut tried = Tried::new(signature);
    tried.search(parts, variations);
    (tried.tries, tried.bytes)
}

impl<'a> Tried<'a> {
    fn new(signature: &'a Signature<'a>) -> Self {
        Self { signature, readings: Reading::all(signature.text), keys: Vec::new(), tries: 0, bytes: 0 }
    }

    fn search<'v>(&mut self, parts: &Parts, variations: &'v [Variation]) -> Option<Found<'v>> {
        if let Some(form) = self.matches(parts, &parts.text()) {
            // The comparison has failed, so the form is wrong.
            return form.map(|form| Found { variations: Vec::new(), form: Some(form) });
        }
        let mut seen = vec![(parts.text(), parts.signing.clone())];
        let mut different = Vec::new();
        for variation in variations {
            if self.is_over() {
                return None;
            }
            let mut varied = parts.clone();
            (variation.edit)(&mut varied);
            let outcome = (varied.text(), varied.signing.clone());
            if seen.contains(&outcome) {
                continue; // There is nothing in this request to do so wrong, or something else comes to the same.
            }
            if let Some(form) = self.matches(&varied, &outcome.0) {
                return Some(Found { variations: vec![variation], form });
            }
            seen.push(outcome);
            if !variation.alone {
                different.push((variation, varied));
            }
        }
        // The first are the likeliest, so both are taken from the front.
        for sum in 1..(2 * different.len()).saturating_sub(2) {
            for first in sum.saturating_sub(different.len() - 1)..sum.div_ceil(2) {
                let ((one, varied), (other, _)) = (&different[first], &different[sum - first]);
                if one.group.excludes(other.group) {
                    continue;
                }
                if self.is_over() {
                    return None;
                }
                let mut varied = varied.clone();
                (other.edit)(&mut varied);
                if let Some(form) = self.matches(&varied, &varied.text()) {
                    return Some(Found { variations: vec![one, other], form });
                }
            }
        }
        None
    }

    fn is_over(&self) -> bool {
        self.tries >= TRIES || self.bytes >= BYTES || self.readings.is_empty()
    }

    /// Whether the signature is of a text; with what is wrong about its form.
    fn matches(&mut self, parts: &Parts, text: &[u8]) -> Option<Option<Cause>> {
        if self.is_over() {
            return None;
        }
        self.tries += 1;
        self.bytes += text.len() + parts.size();
        let key = match self.keys.iter().position(|(signing, _)| *signing == parts.signing) {
            Some(at) => at,
            None => {
                self.tries += if parts.signing.is_derived() { 5 } else { 1 };
                self.keys.push((parts.signing.clone(), parts.signing.key()));
                self.keys.len() - 1
            }
        };
        let mac = self.keys[key].1.sign(text);
        let reading = self.readings.iter().find(|reading| reading.mac == mac)?;
        Some(reading.form(self.signature))
    }
}
