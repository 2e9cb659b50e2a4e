//! Settings of the journey tab.

use super::setting::{Group, Setting};

pub(super) const GROUP: Group = Group {
    title: "Journey tab",
    settings: &[
        Setting {
            key: "journey_tab.enabled",
            default: "false",
            unit: "true or false",
            meaning: "Whether the journey tab is served at `/journey` and its custom element at \
                `/customer-journey.js`. Off by default, because an administrator decides whether agents get the tab.",
            effect: "If false, the paths respond with 404.",
        },
        Setting {
            key: "journey_tab.client_id",
            default: "",
            unit: "text",
            meaning: "Id of the OAuth client by which viewers log in to the tab: authorization code with PKCE at \
                `login_url`, without a secret, with the redirect URI `https://<this gateway>/journey`.",
            effect: "Without it, the tab offers no log-in.",
        },
        Setting {
            key: "journey_tab.frame_ancestors",
            default: "",
            unit: "web origins, separated by commas",
            meaning: "Web origins whose pages may embed the tab in a frame, such as `https://apps.mypurecloud.de` or \
                `https://*.example.com`. No default, because a page that embeds the tab can trick agents into \
                clicking in it.",
            effect: "Browsers do not show the tab in frames of other origins.",
        },
    ],
};
