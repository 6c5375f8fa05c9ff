//! From which pages a bucket may be used; `access/referer.rs` holds requests against it.

use super::document::Kept;
use crate::reason::Refusal;
use oss_protocol::referer::RefererConfiguration;

impl Kept for RefererConfiguration {
    fn absent() -> Result<Self, Refusal> {
        Ok(Self::default())
    }

    /// An entry that says nothing would allow, or forbid, every page.
    fn accept(mut self) -> Result<Self, Refusal> {
        let lists = [Some(&mut self.referer_list), self.referer_blacklist.as_mut()];
        for list in lists.into_iter().flatten() {
            list.referer.retain(|entry| !entry.is_empty());
        }
        self.allow_truncate_query_string.get_or_insert(true);
        Ok(self)
    }
}
