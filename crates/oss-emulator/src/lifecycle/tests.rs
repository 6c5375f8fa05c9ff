use super::{
    accept,
    plan::{Due, Plan},
    rules::{Class, Rules, midnight},
};
use crate::{
    reason::Reason,
    store::{Bucket, Kind, Object, Versioning, Worm},
};
use oss_protocol::{date::Timestamp, lifecycle::LifecycleConfiguration, xml};

const HOUR: u64 = 60 * 60 * 1_000;
const DAY: u64 = 24 * HOUR;

fn document(rules: &str) -> LifecycleConfiguration {
    xml::from_bytes(format!("<LifecycleConfiguration>{rules}</LifecycleConfiguration>").as_bytes()).unwrap()
}

fn rule(inner: &str) -> String {
    format!("<Rule><Prefix>p</Prefix><Status>Enabled</Status>{inner}</Rule>")
}

fn version(id: &str, modified: u64) -> Object {
    Object { version_id: id.into(), ..Object::empty(modified, "1".into()) }
}

fn marker(id: &str, modified: u64) -> Object {
    Object { kind: Kind::DeleteMarker, ..version(id, modified) }
}

/// What becomes of versions of the key `p`.
fn plan(rules: &str, versioning: Versioning, versions: &[Object], now: u64) -> Plan {
    plan_in(&Bucket::new("1".into(), 0), rules, versioning, versions, now)
}

fn plan_in(bucket: &Bucket, rules: &str, versioning: Versioning, versions: &[Object], now: u64) -> Plan {
    let rules = Rules::new(accept(document(&rule(rules)), false).unwrap(), 0);
    Due { rules: &rules, bucket, versioning, now }.plan("p", versions)
}

fn removed(ids: &[&str]) -> Plan {
    Plan { removed: ids.iter().map(|id| (*id).to_owned()).collect(), ..Plan::default() }
}

/// The service's own example, which rounds up to midnight UTC and adds the days. (It says 28 November, which is one too many by its
/// own words, and by the other page's example.)
#[test]
fn days_count_from_the_next_midnight() {
    let at = |text| Timestamp::parse_iso8601(text).unwrap().as_secs() * 1_000;
    let stored = at("2022-10-27T15:00:00.000Z");
    let thirty = "<Expiration><Days>30</Days></Expiration>";
    let due = at("2022-11-27T00:00:00.000Z");
    assert_eq!(plan(thirty, Versioning::Off, &[version("null", stored)], due - 1), Plan::default());
    assert_eq!(plan(thirty, Versioning::Off, &[version("null", stored)], due), removed(&["null"]));
    assert_eq!((midnight(0), midnight(1), midnight(DAY)), (0, DAY, DAY));
}

#[test]
fn a_current_version_gets_a_marker_where_versions_are_kept() {
    let one = "<Expiration><Days>1</Days></Expiration>";
    let two = [version("B", 5 * DAY + 1), version("A", 1)];
    assert_eq!(plan(one, Versioning::Enabled, &two, 7 * DAY - 1), Plan::default());
    let marked = Plan { marker: Some(7 * DAY), ..Plan::default() };
    assert_eq!(plan(one, Versioning::Enabled, &two, 9 * DAY), marked);
    assert_eq!(plan(one, Versioning::Suspended, &two, 9 * DAY), marked);
    // The marker takes the place of the version without an id; a marker is not deleted.
    assert_eq!(
        plan(one, Versioning::Suspended, &[version("null", 1)], 9 * DAY),
        Plan { marker: Some(2 * DAY), ..Plan::default() }
    );
    assert_eq!(plan(one, Versioning::Enabled, &[marker("M", 1), version("A", 0)], 9 * DAY), Plan::default());
}

#[test]
fn what_fell_due_long_ago_is_done_as_if_in_time() {
    let all = "<Expiration><Days>1</Days></Expiration>\
        <NoncurrentVersionExpiration><NoncurrentDays>3</NoncurrentDays></NoncurrentVersionExpiration>";
    let only = [version("A", 1)];
    // Marked at day 2, gone at day 5.
    let marked = Plan { marker: Some(2 * DAY), ..Plan::default() };
    assert_eq!(plan(all, Versioning::Enabled, &only, 5 * DAY - 1), marked);
    let both = Plan { removed: vec!["A".into()], ..marked };
    assert_eq!(plan(all, Versioning::Enabled, &only, 5 * DAY), both);
}

#[test]
fn previous_versions_count_from_when_they_became_so() {
    let three =
        "<NoncurrentVersionExpiration><NoncurrentDays>3</NoncurrentDays></NoncurrentVersionExpiration>";
    let versions = [version("C", 10 * DAY), version("B", 6 * DAY), marker("M", 4 * DAY), version("A", 0)];
    assert_eq!(plan(three, Versioning::Enabled, &versions, 7 * DAY - 1), Plan::default());
    assert_eq!(plan(three, Versioning::Enabled, &versions, 7 * DAY), removed(&["A"]));
    assert_eq!(plan(three, Versioning::Suspended, &versions, 9 * DAY), removed(&["M", "A"]));
    assert_eq!(plan(three, Versioning::Enabled, &versions, 99 * DAY), removed(&["B", "M", "A"]));
}

#[test]
fn a_marker_goes_when_nothing_is_left_below_it() {
    let sweep = "<Expiration><ExpiredObjectDeleteMarker>true</ExpiredObjectDeleteMarker></Expiration>";
    let with_old = format!(
        "{sweep}<NoncurrentVersionExpiration><NoncurrentDays>3</NoncurrentDays></NoncurrentVersionExpiration>"
    );
    assert_eq!(plan(sweep, Versioning::Enabled, &[marker("M", 1)], DAY - 1), Plan::default());
    assert_eq!(plan(sweep, Versioning::Enabled, &[marker("M", 1)], DAY), removed(&["M"]));
    let two = [marker("M", 1), version("A", 0)];
    assert_eq!(plan(sweep, Versioning::Enabled, &two, 9 * DAY), Plan::default());
    assert_eq!(plan(&with_old, Versioning::Enabled, &two, 4 * DAY), removed(&["A", "M"]));
    assert_eq!(plan(sweep, Versioning::Enabled, &[version("A", 0)], 9 * DAY), Plan::default());
}

#[test]
fn classes_become_colder_and_never_warmer() {
    let rules = "<Transition><Days>1</Days><StorageClass>IA</StorageClass></Transition>\
        <Transition><Days>2</Days><StorageClass>ColdArchive</StorageClass></Transition>\
        <Expiration><Days>9</Days></Expiration>";
    let of = |class: &str, kind| Object { storage_class: class.into(), kind, ..version("null", 0) };
    let moved = |object: Object, now| {
        plan(rules, Versioning::Off, &[object], now).moved.pop().map(|(_, class)| class)
    };
    assert_eq!(moved(of("Standard", Kind::Normal), DAY - 1), None);
    assert_eq!(moved(of("Standard", Kind::Normal), DAY), Some(Class::Ia));
    assert_eq!(moved(of("Standard", Kind::Normal), 2 * DAY), Some(Class::ColdArchive));
    assert_eq!(moved(of("Archive", Kind::Normal), DAY), None);
    assert_eq!(moved(of("DeepColdArchive", Kind::Normal), 8 * DAY), None);
    assert_eq!(moved(of("Standard", Kind::Symlink), 8 * DAY), None);
    assert_eq!(moved(of("Standard", Kind::Appendable), DAY), Some(Class::Ia));
    assert_eq!(moved(of("Standard", Kind::Appendable), 8 * DAY), Some(Class::Ia));
    // Deleting comes first.
    assert_eq!(plan(rules, Versioning::Off, &[of("Standard", Kind::Normal)], 9 * DAY), removed(&["null"]));
    let old = "<NoncurrentVersionTransition><NoncurrentDays>2</NoncurrentDays><StorageClass>Archive</StorageClass></NoncurrentVersionTransition>";
    let two = [version("B", DAY), version("A", 0)];
    assert_eq!(plan(old, Versioning::Enabled, &two, 3 * DAY - 1), Plan::default());
    assert_eq!(plan(old, Versioning::Enabled, &two, 3 * DAY).moved, [("A".to_owned(), Class::Archive)]);
}

#[test]
fn only_what_a_rule_is_about() {
    let expires = "<Expiration><Days>1</Days></Expiration>";
    let tag = |key: &str| format!("<Tag><Key>{key}</Key><Value>1</Value></Tag>");
    let object = Object { tags: vec![("a".into(), "1".into())], length: 500, ..version("null", 0) };
    let goes = |conditions: &str| {
        !plan(&format!("{expires}{conditions}"), Versioning::Off, std::slice::from_ref(&object), 9 * DAY)
            .is_empty()
    };
    let filter = |inner: &str| format!("<Filter>{inner}</Filter>");
    assert!(goes("") && goes(&tag("a")) && !goes(&tag("b")) && !goes(&(tag("a") + &tag("b"))));
    assert!(goes(&filter("<ObjectSizeGreaterThan>499</ObjectSizeGreaterThan>")));
    assert!(!goes(&filter("<ObjectSizeGreaterThan>500</ObjectSizeGreaterThan>")));
    assert!(goes(&filter("<ObjectSizeLessThan>501</ObjectSizeLessThan>")));
    assert!(!goes(&filter("<ObjectSizeLessThan>500</ObjectSizeLessThan>")));
    assert!(goes(&filter("<Not><Prefix>p/</Prefix></Not>")));
    assert!(!goes(&filter(&format!("<Not><Prefix>p</Prefix>{}</Not>", tag("a")))));
    assert!(goes(&filter(&format!("<Not><Prefix>p</Prefix>{}</Not>", tag("b")))));
}

#[test]
fn a_retention_policy_holds_longer_than_a_rule() {
    let one = "<Expiration><Days>1</Days></Expiration>";
    let mut bucket = Bucket::new("1".into(), 0);
    bucket.worm = Some(Worm { id: "A".into(), days: 5, created: 0, locked: true });
    let only = [version("null", 1)];
    assert_eq!(plan_in(&bucket, one, Versioning::Off, &only, 6 * DAY - 1), Plan::default());
    assert_eq!(plan_in(&bucket, one, Versioning::Off, &only, 6 * DAY), removed(&["null"]));
    assert_eq!(plan_in(&bucket, one, Versioning::Enabled, &only, 2 * DAY).marker, Some(2 * DAY));
}

#[test]
fn rules_are_refused_as_the_service_refuses_them() {
    let refusal = |rules: &str, overlap| accept(document(rules), overlap).err().map(|refusal| refusal.reason);
    let why = |inner: &str| refusal(&rule(inner), false);
    let expires = |days: &str| format!("<Expiration><Days>{days}</Days></Expiration>");
    let moves = |days: u32, class: &str| {
        format!("<Transition><Days>{days}</Days><StorageClass>{class}</StorageClass></Transition>")
    };
    let date = |date: &str| format!("<Expiration><CreatedBeforeDate>{date}</CreatedBeforeDate></Expiration>");
    assert_eq!(refusal("", false), Some(Reason::MalformedXml));
    assert_eq!(why(""), Some(Reason::LifecycleActionMissing));
    assert_eq!(why(&expires("1")), None);
    for days in ["0", "-100", "abc", "1.5", "99999999999999999999999"] {
        assert_eq!(why(&expires(days)), Some(Reason::LifecycleBadDays), "{days}");
    }
    assert_eq!(why(&date("2020-02-18T00:00:00.000Z")), None);
    for text in ["2022-12-08", "2020-02-18T00:00:01.000Z", "2020-02-18T00:00:00+08:00", ""] {
        assert_eq!(why(&date(text)), Some(Reason::LifecycleBadDate), "{text}");
    }
    assert_eq!(why("<Expiration/>"), Some(Reason::LifecycleExpirationEmpty));
    assert_eq!(
        why("<Expiration><Date>2020-02-18T00:00:00.000Z</Date></Expiration>"),
        Some(Reason::LifecycleExpirationUnknown)
    );
    assert_eq!(
        why(
            "<Expiration><Days>1</Days><ExpiredObjectDeleteMarker>true</ExpiredObjectDeleteMarker></Expiration>"
        ),
        Some(Reason::MalformedXml)
    );
    assert_eq!(why(&moves(1, "Standard")), Some(Reason::LifecycleBadClass));
    assert_eq!(why(&(moves(30, "IA") + &moves(60, "Archive") + &expires("61"))), None);
    assert_eq!(why(&(moves(60, "IA") + &moves(60, "Archive"))), Some(Reason::LifecycleOrder));
    assert_eq!(why(&(moves(60, "IA") + &expires("60"))), Some(Reason::LifecycleOrder));
    assert_eq!(
        why(&moves(1, "IA").replace("</Transition>", "<IsAccessTime>true</IsAccessTime></Transition>")),
        Some(Reason::MalformedXml)
    );
    assert_eq!(
        refusal(&rule(&expires("1")).replace("Enabled", "test"), false),
        Some(Reason::LifecycleBadStatus)
    );
    let named = |id: &str| rule(&format!("<ID>{id}</ID>{}", expires("1")));
    assert_eq!(refusal(&named(&"a".repeat(255)), false), None);
    assert_eq!(refusal(&named(&"a".repeat(256)), false), Some(Reason::BadArgument));

    let at = |prefix: &str, inner: &str| {
        rule(inner).replace("<Prefix>p</Prefix>", &format!("<Prefix>{prefix}</Prefix>"))
    };
    let pair =
        |one: &str, other: &str, overlap| refusal(&(at("test", one) + &at("test/log", other)), overlap);
    assert_eq!(pair(&expires("200"), &expires("100"), false), Some(Reason::LifecycleOverlaps));
    assert_eq!(pair(&expires("200"), &expires("100"), true), None);
    assert_eq!(pair(&moves(30, "IA"), &moves(60, "IA"), false), Some(Reason::LifecycleTransitionOverlaps));
    assert_eq!(pair(&moves(30, "IA"), &moves(60, "Archive"), false), None);
    assert_eq!(pair(&moves(120, "IA"), &moves(60, "Archive"), false), Some(Reason::LifecycleOrderOverlaps));
    let by_date = "<Transition><CreatedBeforeDate>2021-12-30T00:00:00.000Z</CreatedBeforeDate><StorageClass>Archive</StorageClass></Transition>";
    assert_eq!(pair(&moves(30, "IA"), by_date, false), Some(Reason::LifecycleMixed));
    let aborts = "<AbortMultipartUpload><Days>1</Days></AbortMultipartUpload>";
    assert_eq!(pair(aborts, aborts, true), Some(Reason::LifecycleOverlaps));
    assert_eq!(refusal(&(at("a", &expires("1")) + &at("b", &expires("1"))), false), None);
    assert_eq!(
        refusal(&(at("a", &expires("1")) + &at("a", &moves(9, "IA"))), false),
        Some(Reason::LifecycleSamePrefix)
    );
    assert_eq!(
        refusal(
            &(named("x") + &at("other", "<ID>x</ID>").replace("</Rule>", &(expires("1") + "</Rule>"))),
            false
        ),
        Some(Reason::LifecycleSameId)
    );
    let many = |count: usize| (0..count).map(|n| at(&format!("{n}-"), &expires("1"))).collect::<String>();
    assert_eq!(refusal(&many(1_000), false), None);
    assert_eq!(refusal(&many(1_001), false), Some(Reason::MalformedXml));
}
