//! Through a document, event by event: whether it is one, and within its bounds. Nothing of it is kept.

use super::{MAX_ATTRIBUTES, MAX_DEPTH, MAX_ELEMENTS, XmlError, decode};
use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};

/// What there is on the way.
pub(super) enum Node<'a> {
    Open(&'a BytesStart<'a>),
    Text(&'a str),
    Close,
}

/// Tells `visit` of every element and text in order.
///
/// # Errors
/// When the bytes are not one well-formed UTF-8 document, declare a document type, or are over a bound; and those of `visit`.
pub(super) fn walk(
    bytes: &[u8],
    mut visit: impl FnMut(Node<'_>) -> Result<(), XmlError>,
) -> Result<(), XmlError> {
    let mut reader = Reader::from_str(decode(bytes)?);
    let mut bounds = Bounds::default();
    loop {
        let event =
            reader.read_event().map_err(|e| XmlError(format!("{e} (byte {})", reader.buffer_position())))?;
        match event {
            Event::Start(start) => {
                bounds.open(&start)?;
                visit(Node::Open(&start))?;
            }
            Event::Empty(start) => {
                bounds.open(&start)?;
                visit(Node::Open(&start))?;
                bounds.close()?;
                visit(Node::Close)?;
            }
            Event::End(_) => {
                bounds.close()?;
                visit(Node::Close)?;
            }
            Event::Text(text) => bounds.text(&text).and_then(|()| visit(Node::Text(&text)))?,
            Event::CData(text) => bounds.text(&text).and_then(|()| visit(Node::Text(&text)))?,
            Event::GeneralRef(reference) => {
                let character = reference.resolve_char_ref().map_err(XmlError::new)?;
                let mut buffer = [0; 4];
                let text = match character {
                    Some(character) => &*character.encode_utf8(&mut buffer),
                    None => quick_xml::escape::resolve_predefined_entity(&reference)
                        .ok_or_else(|| XmlError(format!("unknown entity &{};", &*reference)))?,
                };
                bounds.text(text)?;
                visit(Node::Text(text))?;
            }
            Event::DocType(_) => return Err(XmlError("a document type is not accepted".into())),
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
            Event::Eof => return bounds.end(),
        }
    }
}

#[derive(Default)]
struct Bounds {
    depth: usize,
    elements: usize,
}

impl Bounds {
    fn open(&mut self, start: &BytesStart<'_>) -> Result<(), XmlError> {
        if self.depth == 0 && self.elements > 0 {
            return Err(XmlError("more than one root element".into()));
        }
        self.depth += 1;
        self.elements += 1;
        if self.depth > MAX_DEPTH {
            return Err(XmlError(format!("more than {MAX_DEPTH} elements lie in each other")));
        }
        if self.elements > MAX_ELEMENTS {
            return Err(XmlError(format!("there are more than {MAX_ELEMENTS} elements")));
        }
        if start.attributes_raw().is_empty() {
            return Ok(());
        }
        // That no name comes twice is checked below by comparing each with all.
        if start.attributes().with_checks(false).count() > MAX_ATTRIBUTES {
            return Err(XmlError(format!("an element has more than {MAX_ATTRIBUTES} attributes")));
        }
        start.attributes().try_for_each(|attribute| attribute.map(drop)).map_err(XmlError::new)
    }

    fn close(&mut self) -> Result<(), XmlError> {
        self.depth =
            self.depth.checked_sub(1).ok_or_else(|| XmlError("an end tag without a start".into()))?;
        Ok(())
    }

    fn text(&self, text: &str) -> Result<(), XmlError> {
        if self.depth == 0 && !text.trim().is_empty() {
            return Err(XmlError("text outside the root element".into()));
        }
        Ok(())
    }

    fn end(&self) -> Result<(), XmlError> {
        match (self.depth, self.elements) {
            (0, 0) => Err(XmlError("no root element".into())),
            (0, _) => Ok(()),
            _ => Err(XmlError("the document ends inside an element".into())),
        }
    }
}
