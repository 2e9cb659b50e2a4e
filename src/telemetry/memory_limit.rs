//! How much memory the process may use.

use std::fs;
use std::path::Path;

use super::process::number_after;

/// Where control groups are mounted.
const CGROUPS: &str = "/sys/fs/cgroup";

/// The smallest of the limits of the container or service and the machine's memory, in bytes; `None` if the system does
/// not report them.
pub(super) fn read() -> Option<u64> {
    let own = fs::read_to_string("/proc/self/cgroup").unwrap_or_default();
    let files = limit_files(&own).into_iter().map(fs::read_to_string);
    let groups = files.filter_map(|text| text.ok()?.trim().parse().ok());
    groups.chain(machine()).min()
}

/// The files with the limits of version 2 and version 1 of control groups. A container sees its own group as the root;
/// a service sees it at its path.
fn limit_files(own: &str) -> Vec<String> {
    let path = own.lines().find_map(|line| line.strip_prefix("0::"));
    let root = Path::new(CGROUPS);
    let group = root.join(path.unwrap_or_default().trim_start_matches('/'));
    // The limit of each group above applies too.
    let groups = group
        .ancestors()
        .take_while(|group| group.starts_with(root));
    let files = groups.map(|group| group.join("memory.max"));
    let version_1 = root.join("memory/memory.limit_in_bytes");
    let files = files.chain([version_1]);
    files
        .map(|file| file.to_string_lossy().into_owned())
        .collect()
}

fn machine() -> Option<u64> {
    let text = fs::read_to_string("/proc/meminfo").ok()?;
    Some(number_after(&text, "MemTotal:")?.saturating_mul(1024))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limits_of_all_groups_above_apply() {
        let service = "0::/system.slice/journey-gateway.service\n";
        let expected = [
            "/sys/fs/cgroup/system.slice/journey-gateway.service/memory.max",
            "/sys/fs/cgroup/system.slice/memory.max",
            "/sys/fs/cgroup/memory.max",
            "/sys/fs/cgroup/memory/memory.limit_in_bytes",
        ];
        assert_eq!(limit_files(service), expected);
        assert_eq!(limit_files("0::/\n"), expected[2..]);
        assert_eq!(limit_files(""), expected[2..]);
    }
}
