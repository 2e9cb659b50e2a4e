//! Pages, browsers, devices and places, as sessions and events carry them.

use serde::Deserialize;

use super::text;
use crate::model::visit as model;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Page {
    url: Option<String>,
    title: Option<String>,
    domain: Option<String>,
    hostname: Option<String>,
    pathname: Option<String>,
    query_string: Option<String>,
    fragment: Option<String>,
}

impl From<Page> for model::Page {
    fn from(page: Page) -> Self {
        Self {
            url: text(page.url),
            title: text(page.title),
            domain: text(page.domain),
            hostname: text(page.hostname),
            pathname: text(page.pathname),
            query_string: text(page.query_string),
            fragment: text(page.fragment),
        }
    }
}

#[derive(Debug, Deserialize)]
pub(crate) struct Referrer {
    url: Option<String>,
    domain: Option<String>,
    hostname: Option<String>,
    pathname: Option<String>,
    name: Option<String>,
    medium: Option<String>,
    keywords: Option<String>,
}

impl From<Referrer> for model::Referrer {
    fn from(referrer: Referrer) -> Self {
        Self {
            url: text(referrer.url),
            domain: text(referrer.domain),
            hostname: text(referrer.hostname),
            pathname: text(referrer.pathname),
            name: text(referrer.name),
            medium: text(referrer.medium),
            keywords: text(referrer.keywords),
        }
    }
}

#[derive(Debug, Deserialize)]
pub(crate) struct Browser {
    family: Option<String>,
    version: Option<String>,
    lang: Option<String>,
}

impl From<Browser> for model::Browser {
    fn from(browser: Browser) -> Self {
        Self {
            family: text(browser.family),
            version: text(browser.version),
            language: text(browser.lang),
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Device {
    category: Option<String>,
    #[serde(rename = "type")]
    kind: Option<String>,
    is_mobile: Option<bool>,
    os_family: Option<String>,
    os_version: Option<String>,
    manufacturer: Option<String>,
}

impl From<Device> for model::Device {
    fn from(device: Device) -> Self {
        Self {
            category: text(device.category),
            kind: text(device.kind),
            is_mobile: device.is_mobile,
            operating_system: text(device.os_family),
            operating_system_version: text(device.os_version),
            manufacturer: text(device.manufacturer),
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Geolocation {
    country: Option<String>,
    country_name: Option<String>,
    region: Option<String>,
    region_name: Option<String>,
    locality: Option<String>,
    postal_code: Option<String>,
    timezone: Option<String>,
    latitude: Option<f64>,
    longitude: Option<f64>,
}

impl From<Geolocation> for model::GeoLocation {
    fn from(place: Geolocation) -> Self {
        Self {
            country: text(place.country),
            country_name: text(place.country_name),
            region: text(place.region),
            region_name: text(place.region_name),
            city: text(place.locality),
            postal_code: text(place.postal_code),
            timezone: text(place.timezone),
            latitude: place.latitude,
            longitude: place.longitude,
        }
    }
}

#[derive(Debug, Deserialize)]
pub(crate) struct Campaign {
    name: Option<String>,
    source: Option<String>,
    medium: Option<String>,
    term: Option<String>,
    content: Option<String>,
}

impl From<Campaign> for model::Campaign {
    fn from(campaign: Campaign) -> Self {
        Self {
            name: text(campaign.name),
            source: text(campaign.source),
            medium: text(campaign.medium),
            term: text(campaign.term),
            content: text(campaign.content),
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct App {
    name: Option<String>,
    namespace: Option<String>,
    version: Option<String>,
    build_number: Option<String>,
}

impl From<App> for model::App {
    fn from(app: App) -> Self {
        Self {
            name: text(app.name),
            namespace: text(app.namespace),
            version: text(app.version),
            build_number: text(app.build_number),
        }
    }
}
