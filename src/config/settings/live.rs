//! Settings of live status.

use super::setting::{Group, Setting};

pub(super) const GROUP: Group = Group {
    title: "Live status",
    settings: &[
        Setting {
            key: "live.covered_ttl",
            default: "1h",
            unit: "duration",
            meaning: "TTL of lists, open sessions and contacts of a customer whose changes arrive as notifications.",
            effect: "After a lost notification channel, entries expire at once.",
        },
        Setting {
            key: "live.cover_queries",
            default: "auto",
            unit: "`true`, `false` or `auto`",
            meaning: "Whether the gateway subscribes to notifications for every customer whose journey is queried. \
                `auto` means true with `identity = \"service\"` and false with `passthrough`.",
            effect: "If false, only subscriptions use notifications.",
        },
        Setting {
            key: "live.customers",
            default: "5000",
            unit: "customers",
            meaning: "Maximum number of watched customers per credential. One viewer's subscriptions leave a fifth \
                to others.",
            effect: "Customers without subscribers are dropped first, starting with the viewer that has the most. \
                Further subscriptions fail with `OVERLOADED`.",
        },
        Setting {
            key: "live.linger",
            default: "1m",
            unit: "duration",
            meaning: "How long a customer stays watched after its last subscriber left, if queries do not count \
                (`live.cover_queries`).",
            effect: "A subscriber that returns later causes a new list call.",
        },
        Setting {
            key: "channels.also_shown",
            default: "",
            unit: "`ChannelMedium` names, separated by commas",
            meaning: "Channel media that lists include in addition to those of the product page, for example \
                `AUTHENTICATED_WEB_MESSAGING,INSTAGRAM`. No default: the product page lists the other media as \
                not available.",
            effect: "Sessions of other media are left out of lists; `Channel.supported` is false for them.",
        },
        Setting {
            key: "status.wrap_up_grace",
            default: "0s",
            unit: "duration, at most 24h",
            meaning: "How long an answered call without a wrap-up stays `LIVE` after its end. Set it for \
                organizations whose calls end when the customer hangs up and not when the agent wraps up.",
            effect: "With 0s, such a call is `ENDED` at once.",
        },
    ],
};
