//! Settings of the journey tab.

use url::Url;

use super::frame_ancestors::FrameAncestors;
use super::reader::Reader;

/// Settings of the journey tab.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "`settings` describes each")]
pub struct JourneyTab {
    pub enabled: bool,
    /// `None` if the tab offers no log-in.
    pub login: Option<TabLogin>,
    pub frame_ancestors: FrameAncestors,
}

/// The log-in of viewers in the journey tab.
#[derive(Debug, Clone)]
pub struct TabLogin {
    /// Scheme and host of the platform's log-in.
    pub url: Url,
    /// Id of the OAuth client.
    pub client_id: String,
}

impl Reader {
    pub(super) fn journey_tab(&mut self) -> JourneyTab {
        let enabled = self.bool("journey_tab.enabled");
        let client_id = self.optional_text("journey_tab.client_id");
        let login = client_id.filter(|_| enabled).map(|client_id| TabLogin {
            url: self.login_url("`journey_tab.client_id`"),
            client_id,
        });
        JourneyTab {
            enabled,
            login,
            frame_ancestors: self.frame_ancestors("journey_tab.frame_ancestors"),
        }
    }
}
