//! Values that the two dialects write differently, both ways.
//!
//! Sources: the service's page "S3 API on OSS" for the three classes; those for colder ones are not on it and inferred, as are
//! the names of encryption, which are those of S3.

/// Storage classes: S3, the service.
const CLASSES: [(&str, &str); 5] = [
    ("STANDARD", "Standard"),
    ("STANDARD_IA", "IA"),
    ("GLACIER", "Archive"),
    ("DEEP_ARCHIVE", "ColdArchive"),
    ("DEEP_ARCHIVE", "DeepColdArchive"),
];

/// The service's name of a class. An unknown one stays as it is, and is refused where it is read.
pub(super) fn class(s3: &str) -> &str {
    // One of the service's own names is none here.
    match CLASSES.iter().find(|(theirs, _)| *theirs == s3) {
        Some((_, ours)) => ours,
        None if CLASSES.iter().any(|(_, ours)| *ours == s3) => "",
        None => s3,
    }
}

/// The name that S3 has for a class.
pub(super) fn s3_class(ours: &str) -> &str {
    CLASSES.iter().find(|(_, own)| *own == ours).map_or(ours, |(theirs, _)| theirs)
}

/// The service's name of an encryption.
pub(super) fn encryption(s3: &str) -> &str {
    if s3 == "aws:kms" { "KMS" } else { s3 }
}

/// The name that S3 has for an encryption.
pub(super) fn s3_encryption(ours: &str) -> &str {
    if ours == "KMS" { "aws:kms" } else { ours }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_go_both_ways() {
        for (theirs, ours) in &CLASSES[..4] {
            assert_eq!((class(theirs), s3_class(ours)), (*ours, *theirs));
        }
        assert_eq!((class("EXPRESS_ONEZONE"), class("Standard")), ("EXPRESS_ONEZONE", ""));
    }
}
