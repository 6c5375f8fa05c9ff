//! A rule of an inventory as it is remembered.

use super::{Bucket, record::corrupt};
use crate::reason::{Reason, Refusal};
use oss_protocol::{
    inventory::{InventoryConfiguration, MAX_INVENTORIES},
    xml,
};
use serde::{Deserialize, Serialize};

/// A rule of an inventory.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct InventoryRule {
    /// As it was put.
    pub(crate) document: String,
    /// When it was put, in milliseconds since 1970.
    pub(crate) put: u64,
    /// When it was followed last, or should have been.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) tried: Option<u64>,
}

impl InventoryRule {
    pub(crate) fn new(configuration: &InventoryConfiguration, now: u64) -> Self {
        let document = String::from_utf8_lossy(&xml::to_bytes(configuration)).into_owned();
        Self { document, put: now, tried: None }
    }

    pub(crate) fn configuration(&self) -> Result<InventoryConfiguration, Refusal> {
        xml::from_bytes(self.document.as_bytes()).map_err(|e| corrupt("bucket", e))
    }
}

impl Bucket {
    /// The rule of a name, if there is one.
    pub(crate) fn inventory(&self, id: &str) -> Result<Option<InventoryConfiguration>, Refusal> {
        self.inventories.get(id).map(InventoryRule::configuration).transpose()
    }

    /// Adds a rule that is new.
    pub(crate) fn add_inventory(&mut self, rule: &InventoryConfiguration, now: u64) -> Result<(), Refusal> {
        if self.inventories.contains_key(&rule.id) {
            return Err(Reason::InventoryAlreadyExist.into());
        }
        if self.inventories.len() >= MAX_INVENTORIES {
            return Err(Reason::InventoryExceedLimit.into());
        }
        self.inventories.insert(rule.id.clone(), InventoryRule::new(rule, now));
        Ok(())
    }

    /// A rule was followed. One that is to go with that goes.
    pub(crate) fn inventory_written(&mut self, id: &str, now: u64) {
        let Some(rule) = self.inventories.get_mut(id) else { return };
        rule.tried = Some(now);
        let schedule = rule.configuration().map(|rule| rule.schedule);
        let ends =
            |text: &Option<String>| text.as_deref().is_some_and(|text| text.eq_ignore_ascii_case("true"));
        if schedule.is_ok_and(|schedule| schedule.frequency == "Once" && ends(&schedule.auto_delete)) {
            self.inventories.remove(id);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_has_a_thousand_rules_at_most() {
        let mut bucket = Bucket::new("owner".into(), 0);
        let mut add = |number: usize| {
            let rule = InventoryConfiguration { id: format!("{number:04}"), ..Default::default() };
            bucket.add_inventory(&rule, 0).map_err(|refusal| refusal.reason)
        };
        for number in 0..MAX_INVENTORIES {
            assert_eq!(add(number), Ok(()));
        }
        assert_eq!(add(MAX_INVENTORIES), Err(Reason::InventoryExceedLimit));
        assert_eq!(add(0), Err(Reason::InventoryAlreadyExist));
    }
}
