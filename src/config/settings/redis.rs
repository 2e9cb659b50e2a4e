//! Settings of the Redis that the nodes of a fleet share.

use super::setting::{Group, Setting};

pub(super) const GROUP: Group = Group {
    title: "Fleet",
    settings: &[
        Setting {
            key: "redis.url",
            default: "",
            unit: "URL",
            meaning: "Address of the Redis (7 or newer) or Valkey that all nodes share: a second tier of the cache, one fetch \
                per entry, one call budget per credential. `rediss://` uses TLS. No default: a single gateway \
                needs none. Needs a program that was built with the feature `redis`.",
            effect: "While Redis does not answer, each node continues alone.",
        },
        Setting {
            key: "redis.password",
            default: "",
            unit: "secret",
            meaning: "Password for Redis as it is, not percent-encoded, unless `redis.url` has it. The user is in the URL: \
                `rediss://user@redis.example.com`.",
            effect: "A changed password is used for the next connection.",
        },
        Setting {
            key: "redis.password_file",
            default: "",
            unit: "path of a secret",
            meaning: "File with `redis.password`. A changed file is read within seconds.",
            effect: "A changed password is used for the next connection.",
        },
        Setting {
            key: "redis.secret",
            default: "",
            unit: "secret, at least 32 characters",
            meaning: "Secret from which all nodes derive the keys that hide names and encrypt values in Redis. \
                Required with `redis.url`.",
            effect: "Nodes with another secret share nothing.",
        },
        Setting {
            key: "redis.secret_file",
            default: "",
            unit: "path of a secret",
            meaning: "File with `redis.secret`, on its first line. Others, at most 7, follow on lines of their own: \
                what they encrypted is still read. A changed file is used within seconds.",
            effect: "After a change of the first line, the cache in Redis is empty.",
        },
        Setting {
            key: "redis.ca_file",
            default: "",
            unit: "path of a PEM file",
            meaning: "Certificates of the authorities that sign the certificate of Redis. The default is the system's \
                authorities.",
            effect: "Replaces the system's authorities for Redis.",
        },
        Setting {
            key: "redis.prefix",
            default: "journey-gateway",
            unit: "text",
            meaning: "Beginning of all keys and channels, so that a Redis can be shared with other programs.",
            effect: "Nodes with another prefix share nothing.",
        },
    ],
};
