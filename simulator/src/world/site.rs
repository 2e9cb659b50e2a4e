//! The customers' web site: its pages, visitors' origins and devices, and the journey product's segments and action
//! maps.

/// A page of `www.example.com`.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) path: &'static str,
    pub(crate) title: &'static str,
}

/// A browser on a device.
#[derive(Debug)]
pub(crate) struct Device {
    pub(crate) browser: &'static str,
    pub(crate) version: &'static str,
    pub(crate) category: &'static str,
    pub(crate) os: &'static str,
    pub(crate) os_version: &'static str,
    pub(crate) screen: (i32, i32),
    pub(crate) agent: &'static str,
}

/// An advertisement that a visitor followed.
#[derive(Debug)]
pub(crate) struct Campaign {
    pub(crate) name: &'static str,
    pub(crate) source: &'static str,
    pub(crate) medium: &'static str,
    pub(crate) term: Option<&'static str>,
}

/// A page of another site that linked to this one.
#[derive(Debug)]
pub(crate) struct Referrer {
    pub(crate) host: &'static str,
    pub(crate) path: &'static str,
    pub(crate) medium: &'static str,
}

/// A segment of the journey product.
#[derive(Debug)]
pub(crate) struct Segment {
    pub(crate) number: u32,
    pub(crate) name: &'static str,
    pub(crate) color: &'static str,
    pub(crate) scope: &'static str,
    /// Whether it is hidden from agents (`shouldDisplayToAgent: false`).
    pub(crate) hidden: bool,
}

/// An offer and the segment that triggers it.
#[derive(Debug)]
pub(crate) struct ActionMap {
    pub(crate) number: u32,
    pub(crate) name: &'static str,
    pub(crate) media: &'static str,
    pub(crate) prompt: &'static str,
    /// The number of the segment that triggers it.
    pub(crate) segment: u32,
}

const fn page(path: &'static str, title: &'static str) -> Page {
    Page { path, title }
}

pub(crate) static PAGES: [Page; 12] = [
    page("/", "Home"),
    page("/pricing", "Pricing"),
    page("/plans/fibre-1000", "Fibre 1000"),
    page("/plans/mobile-unlimited", "Mobile Unlimited"),
    page("/support", "Support"),
    page("/support/router-setup", "Set up your router"),
    page("/support/invoice-explained", "Your invoice explained"),
    page("/account/login", "Log in"),
    page("/account/usage", "Your usage"),
    page("/cart", "Cart"),
    page("/checkout", "Checkout"),
    page("/contact", "Contact us"),
];

pub(crate) static SCREENS: [&str; 5] = ["Home", "Usage", "Invoices", "Router check", "Messages"];

pub(crate) static SEARCHES: [&str; 8] = [
    "router blinking red",
    "cancel contract",
    "roaming costs",
    "invoice march",
    "fibre availability",
    "change address",
    "esim",
    "wifi slow",
];

pub(crate) static CUSTOM_EVENTS: [&str; 5] = [
    "form_submitted",
    "product_added",
    "video_played",
    "button_clicked",
    "file_downloaded",
];

pub(crate) static DEVICES: [Device; 5] = [
    Device {
        browser: "Chrome",
        version: "142",
        category: "desktop",
        os: "Windows",
        os_version: "11",
        screen: (1920, 1080),
        agent: "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/142.0",
    },
    Device {
        browser: "Safari",
        version: "26",
        category: "mobile",
        os: "iOS",
        os_version: "26.1",
        screen: (390, 844),
        agent: "Mozilla/5.0 (iPhone; CPU iPhone OS 26_1 like Mac OS X) Safari/605.1",
    },
    Device {
        browser: "Firefox",
        version: "145",
        category: "desktop",
        os: "Linux",
        os_version: "Unknown",
        screen: (2560, 1440),
        agent: "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
    },
    Device {
        browser: "Chrome Mobile",
        version: "142",
        category: "mobile",
        os: "Android",
        os_version: "16",
        screen: (412, 915),
        agent: "Mozilla/5.0 (Linux; Android 16; Pixel 9) Chrome/142.0 Mobile",
    },
    Device {
        browser: "Safari",
        version: "26",
        category: "tablet",
        os: "iPadOS",
        os_version: "26.1",
        screen: (1024, 1366),
        agent: "Mozilla/5.0 (iPad; CPU OS 26_1 like Mac OS X) Safari/605.1",
    },
];

pub(crate) static CAMPAIGNS: [Campaign; 3] = [
    Campaign {
        name: "autumn-fibre",
        source: "google",
        medium: "cpc",
        term: Some("fibre internet"),
    },
    Campaign {
        name: "win-back",
        source: "newsletter",
        medium: "email",
        term: None,
    },
    Campaign {
        name: "esim-launch",
        source: "instagram",
        medium: "social",
        term: None,
    },
];

pub(crate) static REFERRERS: [Referrer; 4] = [
    Referrer {
        host: "www.google.com",
        path: "/",
        medium: "search",
    },
    Referrer {
        host: "www.facebook.com",
        path: "/marketplace",
        medium: "social",
    },
    Referrer {
        host: "news.example.org",
        path: "/compare/fibre",
        medium: "unknown",
    },
    Referrer {
        host: "mail.example.net",
        path: "/inbox",
        medium: "email",
    },
];

const fn segment(
    number: u32,
    name: &'static str,
    color: &'static str,
    scope: &'static str,
) -> Segment {
    Segment {
        number,
        name,
        color,
        scope,
        hidden: false,
    }
}

/// A segment that is hidden from agents.
const fn hidden(mut segment: Segment) -> Segment {
    segment.hidden = true;
    segment
}

pub(crate) static SEGMENTS: [Segment; 6] = [
    segment(0, "High intent", "#008000", "Session"),
    segment(1, "Abandoned cart", "#B22222", "Session"),
    segment(2, "Looking for help", "#1E90FF", "Session"),
    hidden(segment(3, "Likely to leave", "#FF8C00", "Customer")),
    segment(4, "Loyal customer", "#6A5ACD", "Customer"),
    segment(5, "First visit", "#708090", "Session"),
];

const fn action_map(
    number: u32,
    name: &'static str,
    media: &'static str,
    prompt: &'static str,
    segment: u32,
) -> ActionMap {
    ActionMap {
        number,
        name,
        media,
        prompt,
        segment,
    }
}

pub(crate) static ACTION_MAPS: [ActionMap; 4] = [
    action_map(
        0,
        "Pricing page offer",
        "contentOffer",
        "Winter offer: 20% off fibre",
        0,
    ),
    action_map(
        1,
        "Cart reminder",
        "contentOffer",
        "Your cart is waiting",
        1,
    ),
    action_map(
        2,
        "Stay with us",
        "contentOffer",
        "A better plan for you",
        3,
    ),
    action_map(
        3,
        "Help on support pages",
        "webMessagingOffer",
        "Can we help?",
        2,
    ),
];

impl Segment {
    /// The segment that triggers an action map.
    pub(crate) fn for_action_map(map: &ActionMap) -> &'static Self {
        SEGMENTS
            .iter()
            .find(|segment| segment.number == map.segment)
            .unwrap_or(&SEGMENTS[0])
    }
}
