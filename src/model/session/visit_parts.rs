//! The parts of a web visit that lists rarely select.

use std::borrow::Cow;

use get_size2::{GetSize, GetSizeTracker};
use serde::{Deserialize, Serialize};

use crate::model::lazy::{Json, Lazy};
use crate::model::texts::Texts;
use crate::model::visit::{Browser, Campaign, Device, GeoLocation, Page, Referrer};

/// The parts of a web visit that lists rarely select.
#[derive(Debug, Clone, Default, PartialEq, GetSize, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names are those of the REST API")]
pub struct VisitParts {
    pub browser: Option<Browser>,
    pub device: Option<Device>,
    pub location: Option<GeoLocation>,
    pub last_page: Option<Page>,
    pub referrer: Option<Referrer>,
    pub campaign: Option<Campaign>,
    pub search_terms: Vec<String>,
}

/// Reads each part of a visit from its JSON.
#[expect(missing_docs, reason = "the names are those of the parts")]
pub struct PartsReader {
    pub browser: fn(&str) -> Option<Browser>,
    pub device: fn(&str) -> Option<Device>,
    pub location: fn(&str) -> Option<GeoLocation>,
    pub last_page: fn(&str) -> Option<Page>,
    pub referrer: fn(&str) -> Option<Referrer>,
    pub campaign: fn(&str) -> Option<Campaign>,
    pub search_terms: fn(&str) -> Option<Vec<String>>,
}

/// The parts of a visit as JSON, in the order of the fields of [`VisitParts`].
#[derive(Clone)]
pub struct PartsJson {
    parts: Texts<7>,
    reader: &'static PartsReader,
}

impl PartsJson {
    /// The parts in the order of the fields of [`VisitParts`]. An empty one is absent.
    pub fn new(parts: [&str; 7], reader: &'static PartsReader) -> Self {
        Self {
            parts: Texts::new(parts),
            reader,
        }
    }

    fn part<T>(&self, index: usize, read: fn(&str) -> Option<T>) -> Option<T> {
        self.parts.get(index).and_then(read)
    }

    fn browser(&self) -> Option<Browser> {
        self.part(0, self.reader.browser)
    }

    fn device(&self) -> Option<Device> {
        self.part(1, self.reader.device)
    }

    fn location(&self) -> Option<GeoLocation> {
        self.part(2, self.reader.location)
    }

    fn last_page(&self) -> Option<Page> {
        self.part(3, self.reader.last_page)
    }

    fn referrer(&self) -> Option<Referrer> {
        self.part(4, self.reader.referrer)
    }

    fn campaign(&self) -> Option<Campaign> {
        self.part(5, self.reader.campaign)
    }

    fn search_terms(&self) -> Vec<String> {
        self.part(6, self.reader.search_terms).unwrap_or_default()
    }
}

impl Json<VisitParts> for PartsJson {
    fn read(&self) -> VisitParts {
        VisitParts {
            browser: self.browser(),
            device: self.device(),
            location: self.location(),
            last_page: self.last_page(),
            referrer: self.referrer(),
            campaign: self.campaign(),
            search_terms: self.search_terms(),
        }
    }
}

impl PartialEq for PartsJson {
    fn eq(&self, other: &Self) -> bool {
        self.parts == other.parts
    }
}

impl GetSize for PartsJson {
    fn get_heap_size_with_tracker<Tr: GetSizeTracker>(&self, tracker: Tr) -> (usize, Tr) {
        self.parts.get_heap_size_with_tracker(tracker)
    }
}

/// Reading one part leaves the others unread.
macro_rules! parts {
    ($($name:ident: $part:ty),+) => {
        #[expect(missing_docs, reason = "the names are those of the parts")]
        impl Lazy<VisitParts, PartsJson> {
            $(pub fn $name(&self) -> Option<Cow<'_, $part>> {
                match self {
                    Self::Read(parts) => parts.$name.as_ref().map(Cow::Borrowed),
                    Self::Unread(json) => json.$name().map(Cow::Owned),
                }
            })+

            pub fn search_terms(&self) -> Vec<String> {
                match self {
                    Self::Read(parts) => parts.search_terms.clone(),
                    Self::Unread(json) => json.search_terms(),
                }
            }
        }
    };
}

parts! {
    browser: Browser,
    device: Device,
    location: GeoLocation,
    last_page: Page,
    referrer: Referrer,
    campaign: Campaign
}
