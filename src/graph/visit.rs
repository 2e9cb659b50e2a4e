//! What is known of a visit: page, browser, device, place.

use async_graphql::{Description, Object};

use crate::engine::fast_path::resolve_on_fast_path;
use crate::model::visit as model;

macro_rules! shape {
    ($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Description)]
        pub(super) struct $name(pub(super) model::$name);

        #[Object(use_type_description)]
        impl $name {
            $($(#[$field_doc])* async fn $field(&self) -> Option<&str> { self.0.$field.as_deref() })+
        }
    };
}

shape! {
    /// A web page.
    Page {
        /// The whole address.
        url,
        /// Its title.
        title,
        /// The site's domain.
        domain,
        /// The server.
        hostname,
        /// The address from the first slash on.
        pathname,
        /// The address from the question mark on.
        query_string,
        /// The address from the hash on.
        fragment,
    }
}

shape! {
    /// Where a visit came from.
    Referrer {
        /// The whole address.
        url,
        /// The site's domain.
        domain,
        /// The server.
        hostname,
        /// The address from the first slash on.
        pathname,
        /// The site's name.
        name,
        /// `search`, `social`, `internal` …
        medium,
        /// What was searched for.
        keywords,
    }
}

shape! {
    /// The visitor's browser.
    Browser {
        /// Such as `Firefox`.
        family,
        /// Such as `142.0`.
        version,
        /// Its language.
        language,
    }
}

shape! {
    /// The marketing campaign that led to the visit.
    Campaign {
        /// `utm_campaign`
        name,
        /// `utm_source`
        source,
        /// `utm_medium`
        medium,
        /// `utm_term`
        term,
        /// `utm_content`
        content,
    }
}

shape! {
    /// The app of an app session.
    App {
        /// Its name.
        name,
        /// Its reverse domain name.
        namespace,
        /// Its version.
        version,
        /// Its build.
        build_number,
    }
}

/// The visitor's device.
#[derive(Description, Debug, Clone)]
pub(super) struct Device(pub(super) model::Device);

#[Object(use_type_description)]
impl Device {
    /// `desktop`, `mobile`, `tablet` …
    async fn category(&self) -> Option<&str> {
        self.0.category.as_deref()
    }

    /// Such as `Apple iPhone`.
    #[graphql(name = "type")]
    async fn kind(&self) -> Option<&str> {
        self.0.kind.as_deref()
    }

    /// Whether it is a mobile one.
    async fn is_mobile(&self) -> Option<bool> {
        self.0.is_mobile
    }

    /// Such as `macOS`.
    async fn operating_system(&self) -> Option<&str> {
        self.0.operating_system.as_deref()
    }

    /// Such as `15.1`.
    async fn operating_system_version(&self) -> Option<&str> {
        self.0.operating_system_version.as_deref()
    }

    /// Who made it.
    async fn manufacturer(&self) -> Option<&str> {
        self.0.manufacturer.as_deref()
    }
}

/// Where the visitor's network address is registered.
#[derive(Description, Debug, Clone)]
pub(super) struct GeoLocation(pub(super) model::GeoLocation);

#[Object(use_type_description)]
impl GeoLocation {
    /// ISO 3166-1 alpha-2.
    async fn country(&self) -> Option<&str> {
        self.0.country.as_deref()
    }

    /// The country's name.
    async fn country_name(&self) -> Option<&str> {
        self.0.country_name.as_deref()
    }

    /// The region's code.
    async fn region(&self) -> Option<&str> {
        self.0.region.as_deref()
    }

    /// The region's name.
    async fn region_name(&self) -> Option<&str> {
        self.0.region_name.as_deref()
    }

    /// The city.
    async fn city(&self) -> Option<&str> {
        self.0.city.as_deref()
    }

    /// The postal code.
    async fn postal_code(&self) -> Option<&str> {
        self.0.postal_code.as_deref()
    }

    /// Such as `Europe/Lisbon`.
    async fn timezone(&self) -> Option<&str> {
        self.0.timezone.as_deref()
    }

    /// Degrees north.
    async fn latitude(&self) -> Option<f64> {
        self.0.latitude
    }

    /// Degrees east.
    async fn longitude(&self) -> Option<f64> {
        self.0.longitude
    }
}

resolve_on_fast_path!(Page);
