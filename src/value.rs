//! Values that napi has no type for.

use crate::error::invalid;
use bytes::Bytes;
use http::HeaderMap;
use napi::bindgen_prelude::*;
use oss_client::MAX_HEADERS;
use oss_protocol::{
    Query, bucket, header,
    xml::{Element, MAX_DEPTH},
};
use serde::ser::{Serialize, SerializeMap, Serializer};
use std::borrow::Cow;

/// Sets a member of the object's own, whatever its name: setting `__proto__` would change what the object is instead.
pub(crate) fn set_own<T: ToNapiValue>(object: &mut Object<'_>, name: &str, value: T) -> Result<()> {
    if name != "__proto__" {
        return object.set(name, value);
    }
    let attributes =
        PropertyAttributes::Writable | PropertyAttributes::Enumerable | PropertyAttributes::Configurable;
    let env = Env::from_raw(object.value().env);
    let value = value.into_unknown(&env)?;
    let property =
        Property::new().with_utf8_name(name)?.with_value(&value).with_property_attributes(attributes);
    object.define_properties(&[property])
}

/// An empty text stands for none, as JavaScript programs mean it.
pub(crate) fn text_or_none(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.is_empty())
}

pub(crate) fn is_nullish(value: &Unknown<'_>) -> Result<bool> {
    Ok(matches!(value.get_type()?, ValueType::Null | ValueType::Undefined))
}

/// A bucket name that a bucket may have. `undefined` and numbers are none.
pub struct BucketName(pub(crate) String);

impl FromNapiValue for BucketName {
    #[expect(unsafe_code, reason = "the trait's signature; the value is handed on as it came")]
    unsafe fn from_napi_value(env: sys::napi_env, value: sys::napi_value) -> Result<Self> {
        // SAFETY: the caller vouches for `env` and `value`; the conversion checks the type itself.
        let name = unsafe { String::from_napi_value(env, value) }.unwrap_or_default();
        if bucket::is_valid_name(&name) { Ok(Self(name)) } else { Err(invalid_bucket()) }
    }
}

impl TypeName for BucketName {
    fn type_name() -> &'static str {
        "string"
    }

    fn value_type() -> ValueType {
        ValueType::String
    }
}

impl ValidateNapiValue for BucketName {}

/// A key, without leading slashes, as in ali-oss.
pub struct ObjectKey(pub(crate) String);

impl FromNapiValue for ObjectKey {
    #[expect(unsafe_code, reason = "the trait's signature; the value is handed on as it came")]
    unsafe fn from_napi_value(env: sys::napi_env, value: sys::napi_value) -> Result<Self> {
        // SAFETY: the caller vouches for `env` and `value`; the conversion checks the type itself.
        let name = unsafe { String::from_napi_value(env, value) };
        let name = name.map_err(|_| Error::new(Status::InvalidArg, "the object name must be a string"))?;
        let name = name.trim_start_matches('/');
        if name.is_empty() { Err(invalid("the object name is empty")) } else { Ok(Self(name.to_owned())) }
    }
}

impl TypeName for ObjectKey {
    fn type_name() -> &'static str {
        "string"
    }

    fn value_type() -> ValueType {
        ValueType::String
    }
}

impl ValidateNapiValue for ObjectKey {}

/// Refuses more than can be sent.
pub(crate) fn check_count(what: &str, count: usize) -> Result<()> {
    if count <= MAX_HEADERS {
        return Ok(());
    }
    Err(invalid(&format!("{what}: {count} are too many, at most {MAX_HEADERS} can be sent")))
}

/// Parameters as an object; a text or a list names some without values. Those that are `null` or `undefined` are left out.
pub struct Parameters(pub(crate) Query);

impl FromNapiValue for Parameters {
    #[expect(unsafe_code, reason = "the trait's signature; the value is handed on as it came")]
    unsafe fn from_napi_value(env: sys::napi_env, value: sys::napi_value) -> Result<Self> {
        // SAFETY: the caller vouches for `env` and `value`; the conversions check the type themselves.
        unsafe {
            let unknown = Unknown::from_napi_value(env, value)?;
            let named =
                |names: Vec<String>| Self(Query::default().with(names.iter().map(|name| (&**name, ""))));
            match unknown.get_type()? {
                ValueType::String => Ok(named(vec![String::from_napi_value(env, value)?])),
                ValueType::Object if unknown.is_array()? => {
                    let names = Vec::from_napi_value(env, value)?;
                    check_count("parameters", names.len())?;
                    Ok(named(names))
                }
                ValueType::Object => Ok(Self(parameters(&unknown.coerce_to_object()?)?)),
                // It names none, as in ali-oss.
                _ => Ok(Self(Query::default())),
            }
        }
    }
}

impl TypeName for Parameters {
    fn type_name() -> &'static str {
        "Parameters"
    }

    fn value_type() -> ValueType {
        ValueType::Unknown
    }
}

impl ValidateNapiValue for Parameters {}

/// Members as parameters. An object called `subres` holds further ones, which win, as in ali-oss.
fn parameters(query: &Object<'_>) -> Result<Query> {
    let further = query.get::<Unknown<'_>>("subres")?;
    match further.filter(|value| matches!(value.get_type(), Ok(ValueType::Object))) {
        Some(further) => {
            let further = members(&further.coerce_to_object()?, None)?;
            Ok(members(query, Some("subres"))?.with(further.iter()))
        }
        None => members(query, None),
    }
}

/// Members as texts, but for one; those that are `null` or `undefined` are none.
fn members(object: &Object<'_>, but: Option<&str>) -> Result<Query> {
    let names = Object::keys(object)?;
    check_count("parameters", names.len())?;
    let mut members = Query::default();
    for name in names.into_iter().filter(|name| but != Some(name.as_str())) {
        let Some(value) = object.get::<Unknown<'_>>(&name)? else { continue };
        if !is_nullish(&value)? {
            members.set(name, text_of(&value)?);
        }
    }
    Ok(members)
}

/// A value as text, as JavaScript writes it.
pub(crate) fn text_of(value: &Unknown<'_>) -> Result<String> {
    value.coerce_to_string()?.into_utf8()?.into_owned()
}

/// The user's own metadata. Values that are `null` or `undefined` are none.
pub struct Metadata(pub(crate) Vec<(String, String)>);

impl FromNapiValue for Metadata {
    #[expect(unsafe_code, reason = "the trait's signature; the value is handed on as it came")]
    unsafe fn from_napi_value(env: sys::napi_env, value: sys::napi_value) -> Result<Self> {
        // SAFETY: the caller vouches for `env` and `value`.
        let object = unsafe { Object::from_napi_value(env, value) }?;
        check_count("meta", Object::keys(&object)?.len())?;
        let pairs = members(&object, None)?;
        Ok(Self(pairs.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()))
    }
}

impl TypeName for Metadata {
    fn type_name() -> &'static str {
        "Metadata"
    }

    fn value_type() -> ValueType {
        ValueType::Object
    }
}

impl ValidateNapiValue for Metadata {}

/// Metadata out of the headers of an answer: names without `x-oss-meta-`; null where there is none.
pub struct Meta(pub(crate) HeaderMap);

impl ToNapiValue for Meta {
    #[expect(unsafe_code, reason = "the trait's signature")]
    unsafe fn to_napi_value(raw: sys::napi_env, Meta(headers): Self) -> Result<sys::napi_value> {
        let env = Env::from_raw(raw);
        let mut meta = None;
        for (name, value) in &headers {
            let Some(name) = name.as_str().strip_prefix(header::X_OSS_META) else { continue };
            let object = match &mut meta {
                Some(object) => object,
                none => none.insert(Object::new(&env)?),
            };
            set_own(object, name, &*text_of_header(value.as_bytes()))?;
        }
        // SAFETY: `raw` is the environment the object was made in.
        unsafe { Either::to_napi_value(raw, meta.map_or(Either::B(Null), Either::A)) }
    }
}

/// In the words of ali-oss.
pub(crate) fn invalid_bucket() -> Error {
    invalid("The bucket must be conform to the specifications")
}

/// A header's value as text. Metadata is put as UTF-8 and comes back as it was put; Node takes all headers for Latin-1, and so
/// is what is no UTF-8.
pub(crate) fn text_of_header(value: &[u8]) -> Cow<'_, str> {
    match str::from_utf8(value) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => value.iter().map(|byte| char::from(*byte)).collect::<String>().into(),
    }
}

/// Headers as Node shows them: lower-case names, repeated values joined, `set-cookie` as a list; but UTF-8 is read as such.
pub struct HeaderObject(pub(crate) HeaderMap);

impl ToNapiValue for HeaderObject {
    #[expect(unsafe_code, reason = "the trait's signature")]
    unsafe fn to_napi_value(raw: sys::napi_env, headers: Self) -> Result<sys::napi_value> {
        let env = Env::from_raw(raw);
        let mut object = Object::new(&env)?;
        for name in headers.0.keys() {
            let values: Vec<_> = headers.0.get_all(name).iter().map(|value| value.as_bytes()).collect();
            if name == http::header::SET_COOKIE {
                let list = values.iter().map(|value| text_of_header(value).into_owned()).collect::<Vec<_>>();
                object.set(name.as_str(), list)?;
            } else {
                set_own(&mut object, name.as_str(), &*text_of_header(&values.join(b", ".as_slice())))?;
            }
        }
        // SAFETY: `raw` is the environment the object was made in.
        unsafe { Object::to_napi_value(raw, object) }
    }
}

/// A body as a Buffer. It is copied: a document is small, and memory that V8 does not own costs it more than that.
pub struct Data(pub(crate) Bytes);

impl ToNapiValue for Data {
    #[expect(unsafe_code, reason = "the trait's signature")]
    unsafe fn to_napi_value(raw: sys::napi_env, data: Self) -> Result<sys::napi_value> {
        let env = Env::from_raw(raw);
        let buffer = BufferSlice::copy_from(&env, data.0)?;
        // SAFETY: `raw` is the environment the buffer was made in.
        unsafe { BufferSlice::to_napi_value(raw, buffer) }
    }
}

/// A document as ali-oss gives it: text for a leaf, an object for the rest, a list where a name repeats.
pub struct XmlValue(pub(crate) Element);

impl ToNapiValue for XmlValue {
    #[expect(unsafe_code, reason = "the trait's signature")]
    unsafe fn to_napi_value(raw: sys::napi_env, XmlValue(element): Self) -> Result<sys::napi_value> {
        // SAFETY: `raw` is the environment everything below is made in.
        unsafe {
            if element.children.is_empty() && element.attributes.is_empty() {
                return String::to_napi_value(raw, element.text);
            }
            let env = Env::from_raw(raw);
            let mut object = Object::new(&env)?;
            if !element.attributes.is_empty() {
                let mut attributes = Object::new(&env)?;
                for (name, value) in element.attributes {
                    set_own(&mut attributes, &name, value)?;
                }
                object.set("$", attributes)?;
            }
            if !element.text.trim().is_empty() {
                object.set("_", element.text)?;
            }
            let mut named: Vec<(String, Vec<XmlValue>)> = Vec::new();
            for child in element.children {
                match named.iter_mut().find(|(name, _)| *name == child.name) {
                    Some((_, values)) => values.push(Self(child)),
                    None => named.push((child.name.clone(), vec![Self(child)])),
                }
            }
            for (name, mut values) in named {
                match values.len() {
                    1 => set_own(&mut object, &name, values.remove(0))?,
                    _ => set_own(&mut object, &name, values)?,
                }
            }
            Object::to_napi_value(raw, object)
        }
    }
}

/// The same as JSON.
pub(crate) fn json(element: &Element) -> String {
    serde_json::to_string(&Json(element)).expect("texts and maps of them are JSON")
}

struct Json<'a>(&'a Element);

struct Attributes<'a>(&'a [(String, String)]);

impl Serialize for Attributes<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

impl Serialize for Json<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let Element { attributes, children, text, .. } = self.0;
        if children.is_empty() && attributes.is_empty() {
            return serializer.serialize_str(text);
        }
        let mut map = serializer.serialize_map(None)?;
        if !attributes.is_empty() {
            map.serialize_entry("$", &Attributes(attributes))?;
        }
        if !text.trim().is_empty() {
            map.serialize_entry("_", text)?;
        }
        let mut named: Vec<(&str, Vec<Json<'_>>)> = Vec::new();
        for child in children {
            match named.iter_mut().find(|(name, _)| *name == child.name) {
                Some((_, values)) => values.push(Json(child)),
                None => named.push((&child.name, vec![Json(child)])),
            }
        }
        for (name, values) in named {
            match values.as_slice() {
                [value] => map.serialize_entry(name, value)?,
                values => map.serialize_entry(name, values)?,
            }
        }
        map.end()
    }
}

impl FromNapiValue for XmlValue {
    #[expect(unsafe_code, reason = "the trait's signature; the value is handed on as it came")]
    unsafe fn from_napi_value(env: sys::napi_env, value: sys::napi_value) -> Result<Self> {
        // SAFETY: the caller vouches for `env` and `value`.
        let object = unsafe { Object::from_napi_value(env, value) }?;
        let mut roots = children(&object, 0)?;
        match roots.pop() {
            Some(root) if roots.is_empty() => Ok(Self(root)),
            _ => Err(invalid("a document has one root element")),
        }
    }
}

/// Members as elements, in their order: a list is an element that repeats, and what is `null` or `undefined` is none.
fn children(object: &Object<'_>, depth: usize) -> Result<Vec<Element>> {
    if depth >= MAX_DEPTH {
        return Err(invalid(&format!("a document cannot be deeper than {MAX_DEPTH} elements")));
    }
    let mut elements = Vec::new();
    for name in Object::keys(object)? {
        check_name(&name)?;
        let Some(value) = object.get::<Unknown<'_>>(&name)? else { continue };
        if !value.is_array()? {
            elements.extend(child(&name, &value, depth)?);
            continue;
        }
        let list = value.coerce_to_object()?;
        for index in 0..list.get_array_length()? {
            elements.extend(child(&name, &list.get_element::<Unknown<'_>>(index)?, depth)?);
        }
    }
    Ok(elements)
}

fn child(name: &str, value: &Unknown<'_>, depth: usize) -> Result<Option<Element>> {
    let element = Element { name: name.to_owned(), ..Element::default() };
    Ok(match value.get_type()? {
        ValueType::Null | ValueType::Undefined => None,
        ValueType::Object if !value.is_date()? => {
            Some(Element { children: children(&value.coerce_to_object()?, depth + 1)?, ..element })
        }
        _ => Some(Element { text: text_of(value)?, ..element }),
    })
}

/// Names come from the program too, where its rules are written as they are.
fn check_name(name: &str) -> Result<()> {
    let sound = |c: char| c.is_alphanumeric() || "-_.:".contains(c);
    if name.starts_with(|c: char| c.is_alphabetic() || c == '_') && name.chars().all(sound) {
        return Ok(());
    }
    Err(invalid(&format!("{name:?} cannot be the name of an element")))
}

/// Texts by name, as an object.
pub struct Texts(Vec<(String, String)>);

impl FromIterator<(String, String)> for Texts {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(texts: I) -> Self {
        Self(texts.into_iter().collect())
    }
}

impl ToNapiValue for Texts {
    #[expect(unsafe_code, reason = "the trait's signature")]
    unsafe fn to_napi_value(raw: sys::napi_env, Texts(texts): Self) -> Result<sys::napi_value> {
        let mut object = Object::new(&Env::from_raw(raw))?;
        for (name, text) in texts {
            set_own(&mut object, &name, text)?;
        }
        // SAFETY: `raw` is the environment the object was made in.
        unsafe { Object::to_napi_value(raw, object) }
    }
}
