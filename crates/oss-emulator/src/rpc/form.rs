//! The parameters of a request, from its URL and its form, and what of them is signed.

use super::Refused;
use http::Method;
use oss_protocol::{encode, sign::rpc};
use std::collections::BTreeMap;
use zeroize::Zeroizing;

/// The parameters of a request, in the order of their names.
pub(super) struct Form(BTreeMap<String, String>);

impl Form {
    pub(super) fn read(query: &str, body: &[u8]) -> Self {
        let body = String::from_utf8_lossy(body);
        let mut parameters = BTreeMap::new();
        for pair in query.split('&').chain(body.split('&')) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            // In a form, a plus is a space.
            let decoded = |text: &str| encode::decode(&text.replace('+', " "));
            if let (Some(name), Some(value)) = (decoded(name), decoded(value))
                && !name.is_empty()
            {
                parameters.insert(name, value);
            }
        }
        Self(parameters)
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    pub(super) fn need(&self, name: &str) -> Result<&str, Refused> {
        let missing = || {
            let what = format!("{name} is mandatory for this action.");
            Refused::new(400, &format!("Missing{name}"), what)
        };
        self.get(name).ok_or_else(missing)
    }

    /// What is signed: all but the signature.
    pub(super) fn string_to_sign(&self, method: &Method) -> Zeroizing<String> {
        let signed = self.0.iter().filter(|(name, _)| *name != "Signature");
        let canonical = rpc::canonical(signed.map(|(name, value)| (name.as_str(), value.as_str())));
        rpc::string_to_sign(method, &canonical)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By Python's hmac, base64 and urllib.parse.quote(safe="-_.~"), after the rules of the documentation.
    #[test]
    fn is_signed_as_documented() {
        let query = "Action=AssumeRole&RoleArn=acs%3Aram%3A%3A1%3Arole%2Fr&Signature=x";
        let body = "Policy=%7B%22a%22%3A+%22*%7E%27%28%29%21%C3%A4%2B%2F%3D%22%7D&Timestamp=2023-12-16T16%3A20%3A57.000Z";
        let text = Form::read(query, body.as_bytes()).string_to_sign(&Method::POST);
        assert_eq!(rpc::signature("secret", &text), "PPY7KT/0NTj/AN4uOhSKPNlfiPE=");
    }
}
