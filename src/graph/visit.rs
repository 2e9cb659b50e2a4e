//! Parts of a website visit or an app session: page, referrer, browser, campaign, app, device and location.

use std::borrow::Cow;

use async_graphql::{Description, Object};

use crate::engine::on_fast_path::resolve_on_fast_path;
use crate::engine::ready_fields::ready_fields;
use crate::model::visit as model;

/// Defines an object type whose fields are all nullable strings of the model type with the same name.
macro_rules! shape {
    ($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Description)]
        pub(super) struct $name<'a>(pub(super) Cow<'a, model::$name>);

        #[Object(use_type_description)]
        impl $name<'_> {
            $($(#[$field_doc])* async fn $field(&self) -> Option<&str> { self.0.$field.as_deref() })+
        }
    };
}

/// A page of a website, as the platform sends it with a visit or an event. A field is null if the platform
/// does not send it.
#[derive(Debug, Clone, Description)]
pub(super) struct Page<'a>(pub(super) Cow<'a, model::Page>);

#[Object(use_type_description)]
impl Page<'_> {
    /// The full URL of the page, for example `https://www.example.com/pricing`. It comes from the visitor's
    /// browser: check the scheme before showing it as a link. Null if the platform does not send it.
    async fn url(&self) -> Option<&str> {
        self.0.url()
    }

    /// The title of the page, for example `Pricing`. Null if the platform does not send it.
    async fn title(&self) -> Option<&str> {
        self.0.title()
    }

    /// The domain of the site, for example `example.com`. Null if the platform does not send it.
    async fn domain(&self) -> Option<&str> {
        self.0.domain()
    }

    /// The host name in the URL, for example `www.example.com`. Null if the platform does not send it.
    async fn hostname(&self) -> Option<&str> {
        self.0.hostname()
    }

    /// The path of the URL, for example `/pricing`. Null if the platform does not send it.
    async fn pathname(&self) -> Option<&str> {
        self.0.pathname()
    }

    /// The query string of the URL, the part after the `?`. It may contain personal data. Null if the
    /// platform does not send it.
    async fn query_string(&self) -> Option<&str> {
        self.0.query_string()
    }

    /// The fragment of the URL, the part after the `#`. Null if the platform does not send it.
    async fn fragment(&self) -> Option<&str> {
        self.0.fragment()
    }
}

shape! {
    /// The page that the visitor came from. A field is null if the platform does not send it.
    Referrer {
        /// The full URL of the referring page, for example `https://www.google.com/`. Check the scheme before
        /// showing it as a link. Null if the platform does not send it.
        url,
        /// The domain of the referring site, for example `google.com`. Null if the platform does not send it.
        domain,
        /// The host name in the URL of the referring page, for example `www.google.com`. Null if the platform
        /// does not send it.
        hostname,
        /// The path of the URL of the referring page, for example `/search`. Null if the platform does not send
        /// it.
        pathname,
        /// The display name of the referring site, for example `Google`. Null if the platform does not send it.
        name,
        /// The type of the referring site, in the platform's spelling: `internal`, `search`, `social`, `email`,
        /// `paid` or `unknown`. More values may follow. Null if the platform does not send it.
        medium,
        /// The keywords of the referrer, for example the terms of a search. Null if the
        /// platform does not send it.
        keywords,
    }
}

shape! {
    /// The browser of the visitor.
    Browser {
        /// The name of the browser, for example `Firefox`. Null if the platform does not send it.
        family,
        /// The version of the browser, for example `142.0`. Null if the platform does not send it.
        version,
        /// The language that the browser is set to, a BCP 47 tag, for example `en-US`. Null if the platform
        /// does not send it.
        language,
    }
}

shape! {
    /// The marketing campaign that led to the visit: the UTM parameters of the link.
    Campaign {
        /// The name of the campaign (`utm_campaign`), for example `320banner`. Null if the platform does not
        /// send it.
        name,
        /// The source of the traffic (`utm_source`): a search engine, a newsletter or another site, for example
        /// `Google`. Null if the platform does not send it.
        source,
        /// The medium of the campaign (`utm_medium`), for example `CPC` for cost per click. Null if the
        /// platform does not send it.
        medium,
        /// The keywords of the ad (`utm_term`), for example `running+shoes`. Null if the platform does not send
        /// it.
        term,
        /// The ad or link among several with the same URL (`utm_content`), for example `textlink`. Null if the
        /// platform does not send it.
        content,
    }
}

shape! {
    /// The app that the customer uses in an app session.
    App {
        /// The name of the app, for example `mybankingapp`. Null if the platform does not send it.
        name,
        /// The namespace of the app, a reverse domain name, for example `com.example.bank`. Null if the
        /// platform does not send it.
        namespace,
        /// The version of the app, for example `5.9.27`. Null if the platform does not send it.
        version,
        /// The build number of the app, for example `701`. Null if the platform does not send it.
        build_number,
    }
}

/// The device of the visitor or app user.
#[derive(Description, Debug, Clone)]
pub(super) struct Device<'a>(pub(super) Cow<'a, model::Device>);

#[Object(use_type_description)]
impl Device<'_> {
    /// The category of the device, in the platform's spelling: `desktop`, `mobile`, `tablet` or `other`. More
    /// values may follow. Null if the platform does not send it.
    async fn category(&self) -> Option<&str> {
        self.0.category.as_deref()
    }

    /// The type of the device, for example `Apple iPhone`. Null if the platform does not send it.
    #[graphql(name = "type")]
    async fn kind(&self) -> Option<&str> {
        self.0.kind.as_deref()
    }

    /// Whether the device is a mobile device. Null if the platform does not send it.
    async fn is_mobile(&self) -> Option<bool> {
        self.0.is_mobile
    }

    /// The operating system of the device, for example `macOS`. Null if the platform does not send it.
    async fn operating_system(&self) -> Option<&str> {
        self.0.operating_system.as_deref()
    }

    /// The version of the operating system, for example `15.1`. Null if the platform does not send it.
    async fn operating_system_version(&self) -> Option<&str> {
        self.0.operating_system_version.as_deref()
    }

    /// The manufacturer of the device, for example `Apple`. Null if the platform does not send it.
    async fn manufacturer(&self) -> Option<&str> {
        self.0.manufacturer.as_deref()
    }
}

/// The location at which the IP address of the visitor or app user is registered. It can differ from the real
/// location.
#[derive(Description, Debug, Clone)]
pub(super) struct GeoLocation<'a>(pub(super) Cow<'a, model::GeoLocation>);

#[Object(use_type_description)]
impl GeoLocation<'_> {
    /// The country as an ISO 3166-1 alpha-2 code, for example `PT`. Null if the platform does not send it.
    async fn country(&self) -> Option<&str> {
        self.0.country.as_deref()
    }

    /// The name of the country, for example `Portugal`. Null if the platform does not send it.
    async fn country_name(&self) -> Option<&str> {
        self.0.country_name.as_deref()
    }

    /// The ISO 3166-2 code of the region, for example `VIC`. Null if the platform does not send it.
    async fn region(&self) -> Option<&str> {
        self.0.region.as_deref()
    }

    /// The name of the region, for example `Victoria`. Null if the platform does not send it.
    async fn region_name(&self) -> Option<&str> {
        self.0.region_name.as_deref()
    }

    /// The city or locality, for example `Melbourne`. Null if the platform does not send it.
    async fn city(&self) -> Option<&str> {
        self.0.city.as_deref()
    }

    /// The postal code or ZIP code, for example `1100-148`. Null if the platform does not send it.
    async fn postal_code(&self) -> Option<&str> {
        self.0.postal_code.as_deref()
    }

    /// The time zone as an IANA name, for example `Europe/Lisbon`. Null if the platform does not send it.
    async fn timezone(&self) -> Option<&str> {
        self.0.timezone.as_deref()
    }

    /// The latitude in degrees; positive values are north. Example: `-37.8159`. Null if the platform does not
    /// send it.
    async fn latitude(&self) -> Option<f64> {
        self.0.latitude
    }

    /// The longitude in degrees; positive values are east. Example: `144.9669`. Null if the platform does not
    /// send it.
    async fn longitude(&self) -> Option<f64> {
        self.0.longitude
    }
}

resolve_on_fast_path!(Page<'_>);

ready_fields!(Page<'_> {
    "url" => url,
    "title" => title,
    "domain" => domain,
    "hostname" => hostname,
    "pathname" => pathname,
    "queryString" => query_string,
    "fragment" => fragment,
});
