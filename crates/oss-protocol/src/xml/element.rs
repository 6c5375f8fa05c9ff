//! Any document as a tree, for callers that hand on what the service wrote.

use super::{MAX_DEPTH, XmlError, decode};
use quick_xml::{
    Reader, XmlVersion,
    events::{BytesStart, Event},
};

/// An element, its attributes, its children and its text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Element {
    /// Name, with its prefix if it has one.
    pub name: String,
    /// Attributes in order.
    pub attributes: Vec<(String, String)>,
    /// Child elements in order.
    pub children: Vec<Element>,
    /// All text directly inside, put together; white space is kept.
    pub text: String,
}

impl Element {
    /// Reads a document; the root element is returned.
    ///
    /// # Errors
    /// When the bytes are not one well-formed UTF-8 document, declare a document type, or nest deeper than [`MAX_DEPTH`].
    pub fn parse(bytes: &[u8]) -> Result<Self, XmlError> {
        let mut reader = Reader::from_str(decode(bytes)?);
        // The bottom of the stack stands for the document, whose only child is the root.
        let mut stack = vec![Self::default()];
        loop {
            let event = reader
                .read_event()
                .map_err(|e| XmlError(format!("{e} (byte {})", reader.buffer_position())))?;
            let top =
                stack.last_mut().expect("the document is never popped: the reader checks that tags match");
            match event {
                Event::Start(start) => {
                    if stack.len() > MAX_DEPTH {
                        return Err(XmlError(format!("more than {MAX_DEPTH} elements lie in each other")));
                    }
                    stack.push(Self::open(&start)?);
                }
                Event::Empty(start) => top.children.push(Self::open(&start)?),
                Event::End(_) => {
                    let done = stack.pop().expect("the reader checks that tags match");
                    let parent =
                        stack.last_mut().ok_or_else(|| XmlError("an end tag without a start".into()))?;
                    parent.children.push(done);
                }
                Event::Text(text) => top.text.push_str(&text),
                Event::CData(text) => top.text.push_str(&text),
                Event::GeneralRef(reference) => {
                    let character = reference.resolve_char_ref().map_err(XmlError::new)?;
                    match (character, quick_xml::escape::resolve_predefined_entity(&reference)) {
                        (Some(character), _) => top.text.push(character),
                        (None, Some(text)) => top.text.push_str(text),
                        (None, None) => return Err(XmlError(format!("unknown entity &{};", &*reference))),
                    }
                }
                Event::DocType(_) => return Err(XmlError("a document type is not accepted".into())),
                Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
                Event::Eof => break,
            }
        }
        let [document] = stack.as_mut_slice() else {
            return Err(XmlError("the document ends inside an element".into()));
        };
        if !document.text.trim().is_empty() {
            return Err(XmlError("text outside the root element".into()));
        }
        match document.children.len() {
            1 => Ok(document.children.remove(0)),
            0 => Err(XmlError("no root element".into())),
            _ => Err(XmlError("more than one root element".into())),
        }
    }

    /// The first child of this name.
    pub fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }

    fn open(start: &BytesStart<'_>) -> Result<Self, XmlError> {
        let attributes = start
            .attributes()
            .map(|attribute| {
                let attribute = attribute.map_err(XmlError::new)?;
                let value = attribute.normalized_value(XmlVersion::Implicit1_0).map_err(XmlError::new)?;
                Ok((attribute.key.as_ref().to_owned(), value.into_owned()))
            })
            .collect::<Result<_, XmlError>>()?;
        Ok(Self { name: start.name().as_ref().to_owned(), attributes, ..Self::default() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_what_is_there() {
        let element = Element::parse(
            b"<?xml version=\"1.0\"?><r a=\"1&amp;2\"><x>a &lt; b&#33;</x><x/> <y><![CDATA[<z>]]></y></r>",
        )
        .unwrap();
        assert_eq!(element.attributes, [("a".to_owned(), "1&2".to_owned())]);
        assert_eq!(element.children.len(), 3);
        assert_eq!(element.child("x").unwrap().text, "a < b!");
        assert_eq!(element.child("y").unwrap().text, "<z>");
    }

    #[test]
    fn refuses_what_is_no_document() {
        let bomb = "<!DOCTYPE a [<!ENTITY b \"bb\">]><a>&b;</a>";
        let deep = "<a>".repeat(100_000);
        for text in ["", "text", "<a>", "<a></b>", "<a/><b/>", "<a/>tail", "</a>", bomb, &deep] {
            assert!(Element::parse(text.as_bytes()).is_err(), "{text:.40}");
        }
    }
}
