use super::*;

#[test]
fn what_is_believed_is_bounded_by_who_said_it() {
    let believed = |ours, theirs, proven| {
        is_believable(Timestamp::from_secs(ours), Timestamp::from_secs(theirs), proven)
    };
    let now = MADE + DAY;
    assert!(believed(now, now + BY_ANYBODY, false) && !believed(now, now + BY_ANYBODY + 1, false));
    assert!(believed(now, now + BY_THE_SERVICE, true) && !believed(now, now + BY_THE_SERVICE + 1, true));
    // A service cannot be older than who asks it; what is about right may be.
    assert!(!believed(now, MADE - DAY, false) && believed(MADE - 2, MADE - 1, false));
    assert!(believed(0, MADE, false) && !believed(0, MADE - 1, true));
    assert!(!believed(0, MADE + SERVICE_LIFE, true));
    assert!(believed(u64::MAX, MADE, false));
}

#[test]
fn what_others_learned_meanwhile_stays() {
    let skew = Skew::default();
    assert_eq!(skew.refused(0, Some(3_600)), Step::Changed);
    skew.confirm(3_600);
    // Late news of those that began before.
    assert_eq!(skew.refused(0, Some(3_601)), Step::Changed);
    assert_eq!(skew.refused(0, None), Step::Useless);
    assert_eq!((skew.current(), skew.trusted()), (3_600, 3_600));
    assert_eq!(skew.unsigned(3_600), Step::Other);
    assert_eq!(skew.refused(3_600, None), Step::Changed);
    assert_eq!((skew.current(), skew.trusted()), (0, 0));
}
