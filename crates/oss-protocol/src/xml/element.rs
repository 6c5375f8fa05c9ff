//! Any document as a tree, for callers that hand on what the service wrote.

use super::{
    DECLARATION, XmlError, numbered,
    walk::{Node, walk},
};
#[cfg(doc)]
use super::{MAX_DEPTH, MAX_ELEMENTS};
use quick_xml::{XmlVersion, escape::escape, events::BytesStart};

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
    /// When the bytes are not one well-formed UTF-8 document, declare a document type, nest deeper than [`MAX_DEPTH`], or have
    /// more than [`MAX_ELEMENTS`] elements.
    pub fn parse(bytes: &[u8]) -> Result<Self, XmlError> {
        // The bottom of the stack stands for the document, whose only child is the root.
        let mut stack = vec![Self::default()];
        walk(bytes, |node| {
            match node {
                Node::Open(start) => stack.push(Self::open(start)?),
                Node::Text(text) => {
                    if let Some(top) = stack.last_mut() {
                        top.text.push_str(text);
                    }
                }
                Node::Close => {
                    let done = stack.pop();
                    if let Some(parent) = stack.last_mut() {
                        parent.children.extend(done);
                    }
                }
            }
            Ok(())
        })?;
        let root = stack.pop().and_then(|mut document| document.children.pop());
        root.ok_or_else(|| XmlError("no root element".into()))
    }

    /// Writes the document whose root this is: declaration, line feed, one line.
    pub fn to_document(&self) -> String {
        let mut text = String::from(DECLARATION);
        self.write(&mut text);
        numbered(text)
    }

    fn write(&self, text: &mut String) {
        let Self { name, attributes, children, text: own } = self;
        text.push('<');
        text.push_str(name);
        for (name, value) in attributes {
            for piece in [" ", name, "=\"", &escape(value), "\""] {
                text.push_str(piece);
            }
        }
        text.push('>');
        text.push_str(&escape(own));
        children.iter().for_each(|child| child.write(text));
        for piece in ["</", name, ">"] {
            text.push_str(piece);
        }
    }

    /// The first child of this name.
    pub fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }

    fn open(start: &BytesStart<'_>) -> Result<Self, XmlError> {
        let name = start.name().as_ref().to_owned();
        if start.attributes_raw().is_empty() {
            return Ok(Self { name, ..Self::default() });
        }
        let attributes = start
            .attributes()
            .map(|attribute| {
                let attribute = attribute.map_err(XmlError::new)?;
                let value = attribute.normalized_value(XmlVersion::Implicit1_0).map_err(XmlError::new)?;
                Ok((attribute.key.as_ref().to_owned(), value.into_owned()))
            })
            .collect::<Result<_, XmlError>>()?;
        Ok(Self { name, attributes, ..Self::default() })
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
    fn what_is_written_is_read_again() {
        let leaf =
            |name: &str, text: &str| Element { name: name.into(), text: text.into(), ..Element::default() };
        let root = Element {
            name: "r".into(),
            attributes: vec![("a".into(), "<\"1\" & 2>".into())],
            children: vec![leaf("x", "a < b & 'c' > \"d\"\r\n"), leaf("y", ""), leaf("y", "\u{1}")],
            text: String::new(),
        };
        let text = root.to_document();
        assert!(text.contains("<y></y>") && text.contains("&#13;"), "{text}");
        assert_eq!(Element::parse(text.as_bytes()).unwrap(), root);
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
