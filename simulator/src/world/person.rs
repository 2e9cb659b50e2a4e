//! The customers' personal data. Every identifier contains the customer's number, so that a lookup needs no index.

use super::organization::{AMERICAS, ASIA_PACIFIC, Division, EUROPE, HOME};
use crate::rng::SeededRng;

/// A country of customers.
#[derive(Debug)]
pub(crate) struct Country {
    pub(crate) code: &'static str,
    pub(crate) name: &'static str,
    /// Calling code and the prefix of the generated numbers.
    prefix: &'static str,
    pub(crate) city: &'static str,
    pub(crate) division: &'static Division,
    pub(crate) coordinates: (f64, f64),
    pub(crate) timezone: &'static str,
    given: [&'static str; 6],
    pub(crate) family: [&'static str; 6],
}

/// The type of a contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ContactType {
    Ephemeral,
    Identified,
    Curated,
    /// A type that no version of the API has yet.
    Verified,
}

/// A customer's personal data.
#[derive(Debug)]
pub(crate) struct Person {
    pub(crate) number: u32,
    pub(crate) country: &'static Country,
    pub(crate) given: &'static str,
    pub(crate) family: &'static str,
    pub(crate) contact_type: ContactType,
    /// The employer, if known: an index of [`COMPANIES`].
    pub(crate) company: Option<u32>,
}

pub(crate) static COMPANIES: [&str; 6] = [
    "Nordlicht Energie",
    "Brightwater Foods",
    "Kestrel Logistics",
    "Sakura Robotics",
    "Casa Verde",
    "Blue Mesa Clinics",
];

/// A multiplier, its inverse modulo ten million, and an offset: phone numbers look random but decode to the customer.
const PHONE_FACTOR: u64 = 7_919;
const PHONE_INVERSE: u64 = 17_679;
const PHONE_OFFSET: u64 = 4_711_001;
const PHONES: u64 = 10_000_000;

#[rustfmt::skip]
static COUNTRIES: [Country; 10] = [
    Country { code: "DE", name: "Germany", prefix: "+4930", city: "Berlin", division: &EUROPE, coordinates: (52.52, 13.405), timezone: "Europe/Berlin",
        given: ["Lena", "Jonas", "Mia", "Felix", "Sophie", "Jürgen"], family: ["Müller", "Schneider", "Weber", "Hoffmann", "Krüger", "Yıldız"] },
    Country { code: "FR", name: "France", prefix: "+331", city: "Paris", division: &EUROPE, coordinates: (48.8566, 2.3522), timezone: "Europe/Paris",
        given: ["Chloé", "Lucas", "Inès", "Hugo", "Zoé", "Mehdi"], family: ["Martin", "Lefèvre", "Moreau", "Garcia", "Benali", "Rousseau"] },
    Country { code: "ES", name: "Spain", prefix: "+3491", city: "Madrid", division: &EUROPE, coordinates: (40.4168, -3.7038), timezone: "Europe/Madrid",
        given: ["Lucía", "Mateo", "Alexis", "Carmen", "Iker", "Nuria"], family: ["Moreno", "Núñez", "Ibáñez", "Castro", "Etxeberria", "Ruiz"] },
    Country { code: "GB", name: "United Kingdom", prefix: "+4420", city: "London", division: &EUROPE, coordinates: (51.5074, -0.1278), timezone: "Europe/London",
        given: ["Olivia", "Harry", "Aisha", "George", "Niamh", "Tariq"], family: ["Smith", "Okafor", "Patel", "MacDonald", "O'Brien", "Hughes"] },
    Country { code: "PL", name: "Poland", prefix: "+4822", city: "Warszawa", division: &EUROPE, coordinates: (52.2297, 21.0122), timezone: "Europe/Warsaw",
        given: ["Zofia", "Łukasz", "Agnieszka", "Jakub", "Małgorzata", "Piotr"], family: ["Kowalski", "Wiśniewska", "Zieliński", "Nowak", "Szymański", "Dąbrowska"] },
    Country { code: "US", name: "United States", prefix: "+1803", city: "Columbia", division: &AMERICAS, coordinates: (34.0007, -81.0348), timezone: "America/New_York",
        given: ["Emma", "Liam", "Maria", "DeShawn", "Kaylee", "Jose"], family: ["Johnson", "Rodriguez", "Nguyen", "Washington", "Miller", "Kim"] },
    Country { code: "BR", name: "Brazil", prefix: "+5511", city: "São Paulo", division: &AMERICAS, coordinates: (-23.5505, -46.6333), timezone: "America/Sao_Paulo",
        given: ["Ana Clara", "João", "Beatriz", "Thiago", "Luiza", "Antônio"], family: ["Silva", "Gonçalves", "Araújo", "Ferreira", "Assunção", "Lima"] },
    Country { code: "JP", name: "Japan", prefix: "+813", city: "東京", division: &ASIA_PACIFIC, coordinates: (35.6762, 139.6503), timezone: "Asia/Tokyo",
        given: ["結衣", "蓮", "Haruto", "Sakura", "陽葵", "Yuto"], family: ["佐藤", "鈴木", "Tanaka", "高橋", "Watanabe", "伊藤"] },
    Country { code: "IN", name: "India", prefix: "+9180", city: "Bengaluru", division: &ASIA_PACIFIC, coordinates: (12.9716, 77.5946), timezone: "Asia/Kolkata",
        given: ["Aarav", "Priya", "Vivaan", "Ananya", "Rohan", "Fatima"], family: ["Sharma", "Iyer", "Reddy", "Khan", "Banerjee", "D'Souza"] },
    Country { code: "CH", name: "Switzerland", prefix: "+4144", city: "Zürich", division: &HOME, coordinates: (47.3769, 8.5417), timezone: "Europe/Zurich",
        given: ["Reto", "Noé", "Ladina", "Beat", "Giulia", "Urs"], family: ["Bünzli", "Favre", "Caduff", "Meier", "Bernasconi", "Zürcher"] },
];

impl Person {
    pub(crate) fn random(rng: &mut SeededRng, number: u32) -> Self {
        let country = rng.pick(&COUNTRIES);
        let contact_type = match rng.between(1, 1000) {
            1..=120 => ContactType::Ephemeral,
            121..=420 => ContactType::Identified,
            421..=998 => ContactType::Curated,
            _ => ContactType::Verified,
        };
        let company = rng
            .chance(30)
            .then(|| u32::try_from(rng.between(0, 5)).unwrap_or_default());
        Self {
            number,
            country,
            given: rng.word(&country.given),
            family: rng.word(&country.family),
            contact_type,
            company,
        }
    }

    pub(crate) fn phone(&self) -> String {
        let digits = (u64::from(self.number) * PHONE_FACTOR + PHONE_OFFSET) % PHONES;
        format!("{}{digits:07}", self.country.prefix)
    }

    pub(crate) fn email(&self) -> String {
        format!("customer{}@example.com", self.number)
    }

    pub(crate) fn external_id(&self) -> String {
        format!("CRM-{:06}", self.number)
    }

    /// The user id in a social network.
    pub(crate) fn handle(&self) -> String {
        format!("u{:08}", self.number)
    }

    /// The id in the billing system; only some customers have one.
    pub(crate) fn billing_id(&self) -> Option<String> {
        (self.number % 5 == 3).then(|| format!("CRM-{:06}", self.number + 1))
    }

    /// The name on Instagram, without the `@`.
    pub(crate) fn instagram_handle(&self) -> String {
        format!("customer.{}", self.number)
    }

    /// WhatsApp's business-scoped user id: the country, a dot, and letters and digits.
    pub(crate) fn whatsapp_user(&self) -> String {
        format!("{}.{:013}", self.country.code, self.number)
    }

    /// Apple's id of the customer.
    pub(crate) fn apple_id(&self) -> String {
        format!("urn:mbid:AQAAY{:08}", self.number)
    }

    pub(crate) fn number_of_instagram_handle(handle: &str) -> Option<u32> {
        handle.strip_prefix("customer.")?.parse().ok()
    }

    pub(crate) fn number_of_whatsapp_user(user: &str) -> Option<u32> {
        user.split_once('.')?.1.parse().ok()
    }

    pub(crate) fn number_of_apple_id(id: &str) -> Option<u32> {
        id.strip_prefix("urn:mbid:AQAAY")?.parse().ok()
    }

    /// The number of the customer with this id in the billing system.
    pub(crate) fn number_of_billing_id(id: &str) -> Option<u32> {
        Self::number_of_external_id(id)?.checked_sub(1)
    }

    pub(crate) fn number_of_phone(phone: &str) -> Option<u32> {
        let digits = phone
            .get(phone.len().checked_sub(7)?..)?
            .parse::<u64>()
            .ok()?;
        u32::try_from((digits + PHONES - PHONE_OFFSET) * PHONE_INVERSE % PHONES).ok()
    }

    pub(crate) fn number_of_email(email: &str) -> Option<u32> {
        email
            .strip_prefix("customer")?
            .strip_suffix("@example.com")?
            .parse()
            .ok()
    }

    pub(crate) fn number_of_external_id(id: &str) -> Option<u32> {
        id.strip_prefix("CRM-")?.parse().ok()
    }

    pub(crate) fn number_of_handle(handle: &str) -> Option<u32> {
        handle.strip_prefix('u')?.parse().ok()
    }
}

impl ContactType {
    /// The value of `type`.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Ephemeral => "Ephemeral",
            Self::Identified => "Identified",
            Self::Curated => "Curated",
            Self::Verified => "Verified",
        }
    }
}
