//! A visit to a website: which of its pages is answered, or where it leads.
//!
//! Sources: the service's page "PutBucketWebsite", and what the official Go SDK v2 says of each element. That a signed request
//! for a folder gets its page, too: `test_website.py` of the official Python SDK against the service. Pages in place of missing
//! ones and rules are for requests that nobody signed, but for fetching from elsewhere, which is not done here for anybody.

use crate::{
    body::Body,
    call::Asked,
    config::Config,
    handlers::object::bad_argument,
    reached::Reached,
    reason::{Reason, Refusal},
    reply::{self, Reply},
    store::Bucket,
};
use http::{HeaderValue, Response, StatusCode, header};
use oss_protocol::{
    OperationId as Op, encode,
    website::{Redirect, RoutingRule, WebsiteConfiguration},
};
use std::ops::ControlFlow::{self, Break, Continue};

/// A request to a bucket that is a website.
pub(crate) struct Visit<'a> {
    site: WebsiteConfiguration,
    asked: &'a Asked,
    config: &'a Config,
    anonymous: bool,
    step: Step,
}

/// What was asked of the bucket last.
enum Step {
    /// What the visitor asked for, or the page of that folder.
    First,
    /// The page of a folder, for what the visitor asked for is missing.
    Folder(Refusal),
    /// Where a rule leads.
    Inside,
    /// The page in place of what is missing.
    ErrorPage(Refusal),
}

impl<'a> Visit<'a> {
    /// `None` where the bucket is no website, or what is asked is nothing that a website answers.
    pub(crate) fn begin(
        asked: &'a Asked,
        operation: Op,
        anonymous: bool,
        bucket: &Bucket,
        config: &'a Config,
    ) -> Result<Option<Self>, Refusal> {
        let visits = match operation {
            // Whoever signs gets the list.
            Op::ListObjects => anonymous,
            Op::GetObject | Op::HeadObject => !asked.query.has("versionId"),
            _ => false,
        };
        if !visits {
            return Ok(None);
        }
        let site = bucket.setting::<WebsiteConfiguration>()?;
        Ok(site.map(|site| Self { site, asked, config, anonymous, step: Step::First }))
    }

    /// What is asked for; empty for the root.
    fn key(&self) -> &'a str {
        self.asked.key.as_deref().unwrap_or_default()
    }

    /// What is to be asked of the bucket first, in place of `operation`.
    pub(crate) fn first(&self, operation: Op) -> (Asked, Op) {
        // Whoever signs gets the object of this name, if there is one.
        let page = self.page().filter(|_| self.anonymous);
        match (page, operation) {
            (None, _) => (self.asked.clone(), operation),
            (Some(page), Op::ListObjects) => (self.ask(page), Op::GetObject),
            (Some(page), _) => (self.ask(page), operation),
        }
    }

    /// What is to be asked of the bucket next, or the answer.
    pub(crate) fn then(&mut self, reply: Reply) -> ControlFlow<Reply, Asked> {
        match std::mem::replace(&mut self.step, Step::Inside) {
            Step::First => self.after_first(reply),
            Step::Folder(missing) => match reply {
                Ok(response) => Break(self.in_folder(response)),
                Err(_) => self.in_place_of(missing),
            },
            Step::Inside => match reply {
                Err(missing) if missing.reason == Reason::NoSuchKey => self.in_place_of(missing),
                reply => Break(reply),
            },
            Step::ErrorPage(missing) => Break(match reply {
                Ok(response) => Ok(self.as_error(response)),
                Err(_) => Err(missing),
            }),
        }
    }

    fn after_first(&mut self, reply: Reply) -> ControlFlow<Reply, Asked> {
        let status = match &reply {
            Ok(response) => response.status(),
            Err(refusal) => refusal.reason.status(),
        };
        if let Some(rule) = self.rule(status) {
            return self.follow(&rule);
        }
        match reply {
            Err(missing) if missing.reason == Reason::NoSuchKey => match self.page_instead() {
                Some(page) => {
                    self.step = Step::Folder(missing);
                    Continue(self.ask(page))
                }
                None => self.in_place_of(missing),
            },
            reply => Break(reply),
        }
    }

    /// The same request for another key.
    fn ask(&self, key: String) -> Asked {
        Asked { key: Some(key), ..self.asked.clone() }
    }

    /// The page of the folder that is asked for.
    fn page(&self) -> Option<String> {
        self.site.index_document.as_ref()?.page(self.key())
    }

    /// The page to look for where what is asked for is missing.
    fn page_instead(&self) -> Option<String> {
        let index = self.site.index_document.as_ref()?;
        if !self.anonymous {
            return self.page();
        }
        let looks = index.support_sub_dir == Some(true) && index.kind != Some(1);
        let key = self.key();
        (looks && !key.is_empty() && !key.ends_with('/')).then(|| format!("{key}/{}", index.suffix))
    }

    /// There is the page of a folder: its content, or the way to it.
    fn in_folder(&self, page: Response<Body>) -> Reply {
        let leads = self.site.index_document.as_ref().is_some_and(|index| index.kind.unwrap_or(0) == 0);
        if !self.anonymous || !leads {
            return Ok(page);
        }
        let path = Reached::of(self.asked, self.config).path(&format!("{}/", self.key()));
        lead(StatusCode::FOUND, &path)
    }

    /// The page in place of what is missing.
    fn in_place_of(&mut self, missing: Refusal) -> ControlFlow<Reply, Asked> {
        let Some(page) = self.site.error_document.as_ref().filter(|_| self.anonymous) else {
            return Break(Err(missing));
        };
        let mut asked = self.ask(page.key.clone());
        // They are about what is missing.
        for name in [
            header::RANGE,
            header::IF_MATCH,
            header::IF_NONE_MATCH,
            header::IF_MODIFIED_SINCE,
            header::IF_UNMODIFIED_SINCE,
        ] {
            asked.headers.remove(name);
        }
        self.step = Step::ErrorPage(missing);
        Continue(asked)
    }

    fn as_error(&self, mut page: Response<Body>) -> Response<Body> {
        let status = self.site.error_document.as_ref().and_then(|page| page.http_status);
        let status = status.and_then(|status| StatusCode::from_u16(status).ok());
        *page.status_mut() = status.unwrap_or(StatusCode::NOT_FOUND);
        page
    }

    /// The first rule for a request that would be answered so. What is there is not fetched from elsewhere.
    fn rule(&self, status: StatusCode) -> Option<RoutingRule> {
        let header = |name: &str| self.asked.header(name);
        let is_for = |rule: &&RoutingRule| {
            let fetches = rule.redirect.as_ref().is_some_and(|redirect| redirect.redirect_type == "Mirror");
            let applies = if fetches { status == StatusCode::NOT_FOUND } else { self.anonymous };
            applies && rule.is_for(self.key(), status.as_u16(), header)
        };
        self.site.rules().into_iter().find(is_for).cloned()
    }

    fn follow(&mut self, rule: &RoutingRule) -> ControlFlow<Reply, Asked> {
        let Some(redirect) = &rule.redirect else { return Break(Err(Reason::NoSuchKey.into())) };
        let key = rule.key(self.key());
        match redirect.redirect_type.as_str() {
            "Mirror" => Break(Err(Refusal::from(Reason::NotImplemented).saying(
                "The local server does not fetch what is missing from elsewhere (RedirectType Mirror).",
            ))),
            "Internal" => {
                let page = self.site.index_document.as_ref().and_then(|index| index.page(&key));
                match page.unwrap_or(key) {
                    key if key.is_empty() => Break(Err(Reason::NoSuchKey.into())),
                    key => Continue(self.ask(key)),
                }
            }
            _ => Break(self.outside(redirect, &key)),
        }
    }

    /// Leads to another address.
    fn outside(&self, redirect: &Redirect, key: &str) -> Reply {
        let given = |text: &'_ Option<String>| text.clone().filter(|text| !text.is_empty());
        let reached = Reached::of(self.asked, self.config);
        let scheme = given(&redirect.protocol).unwrap_or_else(|| reached.scheme.to_owned());
        let (host, path) = match given(&redirect.host_name) {
            Some(host) => (host, format!("/{}", encode::path(key))),
            None => (reached.host.to_owned(), reached.path(key)),
        };
        let mut location = format!("{scheme}://{host}{path}");
        if redirect.pass_query_string == Some(true) && !self.asked.query.is_empty() {
            location.push_str(&format!("?{}", self.asked.query));
        }
        // No default of the service is known. This one is not remembered by browsers.
        let status = redirect.http_redirect_code.and_then(|code| StatusCode::from_u16(code).ok());
        lead(status.unwrap_or(StatusCode::FOUND), &location)
    }
}

fn lead(status: StatusCode, location: &str) -> Reply {
    let value = HeaderValue::from_str(location).map_err(|_| bad_argument("Location", location))?;
    let mut response = reply::empty(status);
    response.headers_mut().insert(header::LOCATION, value);
    Ok(response)
}
