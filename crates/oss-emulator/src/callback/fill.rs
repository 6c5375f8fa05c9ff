//! The body that is sent: a template, in which `${name}` stands for a value.

use oss_protocol::encode;
use serde_json::Value;

/// What kind of body it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Form,
    Json,
}

impl Kind {
    pub(super) fn content_type(self) -> &'static str {
        match self {
            Self::Form => "application/x-www-form-urlencoded",
            Self::Json => "application/json",
        }
    }
}

/// Puts values in: percent-encoded into a form, quoted into JSON, but for numbers. What has no value is empty text.
pub(super) fn fill(template: &str, kind: Kind, value: impl Fn(&str) -> Value) -> String {
    let mut filled = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, behind)) = rest.split_once("${") {
        let Some((name, after)) = behind.split_once('}') else { break };
        filled.push_str(before);
        let value = match value(name) {
            Value::Null => Value::String(String::new()),
            value => value,
        };
        match (kind, &value) {
            (Kind::Json, value) => filled.push_str(&value.to_string()),
            (Kind::Form, Value::String(text)) => filled.push_str(&encode::component(text).to_string()),
            (Kind::Form, value) => filled.push_str(&encode::component(&value.to_string()).to_string()),
        }
        rest = after;
    }
    filled.push_str(rest);
    filled
}

/// Whether a template asks for any of these.
pub(super) fn asks(template: &str, prefix: &str) -> bool {
    template.contains(&format!("${{{prefix}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn value(name: &str) -> Value {
        match name {
            "bucket" => json!("callback-test"),
            "mimeType" => json!("text/plain"),
            "size" => json!(5),
            "x:var1" => json!("a \"b\"&中"),
            _ => Value::Null,
        }
    }

    #[test]
    fn values_are_written_as_the_service_documents_it() {
        let form = "bucket=${bucket}&size=${size}&mimeType=${mimeType}&imageInfo.height=${imageInfo.height}&x:var1=${x:var1}";
        assert_eq!(
            fill(form, Kind::Form, value),
            "bucket=callback-test&size=5&mimeType=text%2Fplain&imageInfo.height=&x:var1=a%20%22b%22%26%E4%B8%AD"
        );
        let json =
            "{\"mimeType\":${mimeType},\"size\":${size},\"height\":${imageInfo.height},\"v\":${x:var1}}";
        assert_eq!(
            fill(json, Kind::Json, value),
            "{\"mimeType\":\"text/plain\",\"size\":5,\"height\":\"\",\"v\":\"a \\\"b\\\"&中\"}"
        );
    }

    #[test]
    fn what_is_no_name_stays() {
        for text in ["", "a", "$", "${", "${bucket", "$bucket}", "{bucket}", "}${"] {
            assert_eq!(fill(text, Kind::Form, value), text);
        }
        // What is put in is not looked at again.
        assert_eq!(fill("${a}", Kind::Json, |_| json!("${a}")), "\"${a}\"");
    }

    proptest! {
        #[test]
        fn no_template_makes_it_panic(text in "[${}a-z:.\"]{0,60}") {
            let _ = fill(&text, Kind::Form, value);
            let _ = fill(&text, Kind::Json, value);
        }
    }
}
