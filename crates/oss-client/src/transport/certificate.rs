//! Why TLS with a server failed, in the words Node has for it, and what to do.

use oss_protocol::date::Timestamp;
use rustls::{CertificateError, Error, pki_types::UnixTime};

/// `host` is whom we tried to reach.
pub(super) fn explain(error: &Error, host: &str) -> String {
    match error {
        Error::InvalidCertificate(why) => certificate(why, host),
        Error::InvalidMessage(_) => format!("TLS with {host}: {error}. Does HTTPS listen at this port?"),
        _ => format!("TLS with {host}: {error}"),
    }
}

fn certificate(why: &CertificateError, host: &str) -> String {
    match why {
        CertificateError::UnknownIssuer => format!(
            "unable to get local issuer certificate: who issued that of {host} is not trusted here. \
             Give the issuer's certificate as `ca` or in NODE_EXTRA_CA_CERTS"
        ),
        CertificateError::NotValidForNameContext { presented, .. } => {
            format!(
                "Hostname/IP does not match certificate's altnames: {host} is not among {}",
                presented.join(", ")
            )
        }
        CertificateError::ExpiredContext { not_after, .. } => {
            format!("certificate has expired: that of {host} was good until {}", date(*not_after))
        }
        CertificateError::NotValidYetContext { not_before, .. } => format!(
            "certificate is not yet valid: that of {host} is good from {}. Is the clock of this machine right?",
            date(*not_before)
        ),
        // rustls has no name for it, only its text.
        CertificateError::Other(other) if other.to_string().contains("CaUsedAsEndEntity") => format!(
            "the certificate of {host} is that of an issuer: it may sign others, but no server can use it. \
             Make one for the server, signed by it"
        ),
        _ => format!("the certificate of {host} is not valid: {why}"),
    }
}

fn date(time: UnixTime) -> String {
    Timestamp::from_secs(time.as_secs()).rfc1123()
}
