//! Every target for some seconds.

use fuzz::{TARGETS, drive::drive};

macro_rules! targets {
    ($($name:ident)+) => {
        $(#[test] fn $name() {
            drive(TARGETS.iter().find(|target| target.name == stringify!($name)).expect("it is in the table"));
        })+

        #[test]
        fn none_is_left_out() {
            let all: Vec<_> = TARGETS.iter().map(|target| target.name).collect();
            assert_eq!(all, [$(stringify!($name)),+]);
        }
    };
}

targets! {
    address answers authorization control copy_source crc64 credentials dates encryption form network policy presigned
    query range s3 server state xml
}
