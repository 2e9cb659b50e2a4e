"""Checks rendered manifests: `kubernetes.py FOLDER_WITH_SCHEMAS_OF_THE_OPERATOR GATEWAY FILE…`.

- Each object is valid for the oldest and the newest version of Kubernetes that the manifests are for, unknown fields included.
- The names and labels by which objects refer to each other exist.
- The pods keep the policy `restricted`, and their end has time to drain.
- The gateway starts with the settings of the ConfigMap and the files of the example of the Secret.
- The alert rules are those of deploy/prometheus/alerts.yml.
"""

import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time

import kubernetes_validate
import yaml

VERSIONS = ["1.31", kubernetes_validate.latest_version()]
ROOT = pathlib.Path(__file__).resolve().parent.parent
CHECK_WITH_OPERATOR = """
for (const object of JSON.parse(process.argv[1])) {
  const module = await import(`@kubernetes-models/prometheus-operator/${object.apiVersion}/${object.kind}`);
  new module[object.kind](object).validate();
}
"""


def check_schemas(objects, operator):
    custom = [thing for thing in objects if thing["apiVersion"].startswith("monitoring.coreos.com/")]
    for thing in objects:
        for version in VERSIONS if thing not in custom else []:
            kubernetes_validate.validate(thing, version, strict=True)
    subprocess.run(["node", "--input-type=module", "-e", CHECK_WITH_OPERATOR, json.dumps(custom)], cwd=operator, check=True)


def is_selected(selector, labels):
    return selector and selector.items() <= labels.items()


def seconds(text):
    number, unit = re.fullmatch(r"(\d+)(s|m)", text).groups()
    return int(number) * {"s": 1, "m": 60}[unit]


def check_references(by_kind):
    [deployment] = by_kind["Deployment"]
    name, pod = deployment["metadata"]["name"], deployment["spec"]["template"]
    labels, spec = pod["metadata"]["labels"], pod["spec"]
    [container] = spec["containers"]
    ports = {port["name"] for port in container["ports"]}
    selectors = [deployment["spec"]["selector"]["matchLabels"]]
    selectors += [constraint["labelSelector"]["matchLabels"] for constraint in spec["topologySpreadConstraints"]]
    selectors += [thing["spec"]["selector"]["matchLabels"] for thing in by_kind["PodDisruptionBudget"]]
    selectors += [thing["spec"]["selector"] for thing in by_kind["Service"]]
    selectors += [thing["spec"]["podSelector"]["matchLabels"] for thing in by_kind["NetworkPolicy"]]
    assert all(is_selected(selector, labels) for selector in selectors), selectors
    peers = [
        peer
        for policy in by_kind["NetworkPolicy"]
        for rule in policy["spec"].get("ingress", []) + policy["spec"]["egress"]
        for peer in rule.get("from", []) + rule.get("to", [])
    ]
    assert not any(is_selected(peer.get("podSelector", {}).get("matchLabels", {}), labels) for peer in peers), peers
    for peer in peers:
        assert "app.kubernetes.io/name" not in peer.get("podSelector", {}).get("matchLabels", {}), peer
    assert {port["targetPort"] for service in by_kind["Service"] for port in service["spec"]["ports"]} == ports, ports
    probes = [container[probe]["httpGet"]["port"] for probe in ("startupProbe", "livenessProbe", "readinessProbe")]
    assert set(probes) <= ports, probes
    [scaler] = by_kind["HorizontalPodAutoscaler"]
    assert scaler["spec"]["scaleTargetRef"]["name"] == name, scaler
    assert scaler["spec"]["minReplicas"] <= scaler["spec"]["maxReplicas"], scaler
    services = {service["metadata"]["name"]: service for service in by_kind["Service"]}
    for monitor in by_kind["ServiceMonitor"]:
        selector = monitor["spec"]["selector"]["matchLabels"]
        [service] = [service for service in services.values() if is_selected(selector, service["metadata"]["labels"])]
        assert service["metadata"]["labels"][monitor["spec"]["jobLabel"]] == "journey-gateway", "the alert rules name the job"
        assert {endpoint["port"] for endpoint in monitor["spec"]["endpoints"]} == {port["name"] for port in service["spec"]["ports"]}
    for ingress in by_kind["Ingress"]:
        hosts = {rule["host"] for rule in ingress["spec"]["rules"]}
        assert hosts == {host for entry in ingress["spec"]["tls"] for host in entry["hosts"]}, hosts
    for rule in (rule for ingress in by_kind["Ingress"] for rule in ingress["spec"]["rules"]):
        for path in rule["http"]["paths"]:
            backend = path["backend"]["service"]
            assert backend["port"]["name"] in {port["name"] for port in services[backend["name"]]["spec"]["ports"]}, backend
    for volume in spec["volumes"]:
        if "configMap" in volume:
            assert volume["configMap"]["name"] in {thing["metadata"]["name"] for thing in by_kind["ConfigMap"]}, volume
    assert spec["serviceAccountName"] in {thing["metadata"]["name"] for thing in by_kind["ServiceAccount"]}
    check_restricted(spec, container)


def check_restricted(spec, container):
    assert spec["enableServiceLinks"] is False, "service links are unknown settings"
    assert spec["securityContext"]["runAsNonRoot"] and spec["securityContext"]["runAsUser"] > 0
    assert spec["securityContext"]["seccompProfile"]["type"] == "RuntimeDefault"
    context = container["securityContext"]
    assert context["readOnlyRootFilesystem"] and not context["allowPrivilegeEscalation"]
    assert context["capabilities"] == {"drop": ["ALL"]}


def check_settings(by_kind, secret, gateway):
    """The gateway starts with the settings, its secrets and their paths."""
    [deployment], [configuration] = by_kind["Deployment"], by_kind["ConfigMap"]
    spec = deployment["spec"]["template"]["spec"]
    [container] = spec["containers"]
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        contents = {"configuration": configuration["data"], "secrets": secret["stringData"]}
        for mount in container["volumeMounts"]:
            path = folder / mount["mountPath"].lstrip("/")
            path.mkdir(parents=True)
            for name, text in contents[mount["name"]].items():
                text = text.replace("/run/secrets/", f"{folder}/run/secrets/")
                (path / name).write_text(text)
                (path / name).chmod(0o440)
        arguments = [text.replace("/etc/", f"{folder}/etc/") for text in container["args"]]
        # Free ports: the test says nothing about those of the settings.
        environment = {"JOURNEY_GATEWAY_LISTEN": "127.0.0.1:0", "JOURNEY_GATEWAY_ADMIN_LISTEN": "127.0.0.1:0"}
        assert "env" not in container, "the settings are in gateway.toml and the files of the Secret"
        with (folder / "log").open("w") as log:
            process = subprocess.Popen([gateway, *arguments], env=environment, stdout=log, stderr=log)
        try:
            while "serving GraphQL" not in (text := (folder / "log").read_text()):
                assert process.poll() is None, text
                time.sleep(0.05)
        finally:
            process.kill()
            process.wait()
    settings = dict(re.findall(r'^(drain_\w+) = "(.*)"', configuration["data"]["gateway.toml"], re.M))
    ports = {port["name"]: port["containerPort"] for port in container["ports"]}
    assert f'listen = "0.0.0.0:{ports["http"]}"' in configuration["data"]["gateway.toml"]
    assert f'admin.listen = "0.0.0.0:{ports["admin"]}"' in configuration["data"]["gateway.toml"]
    drain, readiness = seconds(settings["drain_delay"]), container["readinessProbe"]
    assert drain > readiness["periodSeconds"] * readiness["failureThreshold"], "drain_delay is shorter than readiness takes to end"
    assert spec["terminationGracePeriodSeconds"] > drain + seconds(settings["drain_timeout"]), "too short to drain"


def main(operator, gateway, *files):
    documents = {pathlib.Path(file).stem: list(yaml.safe_load_all(open(file))) for file in files}
    [secret] = documents.pop("secret")
    check_schemas([secret], operator)
    groups = yaml.safe_load((ROOT / "deploy/prometheus/alerts.yml").read_text())["groups"]
    for overlay, objects in documents.items():
        by_kind = {}
        for thing in objects:
            by_kind.setdefault(thing["kind"], []).append(thing)
        check_schemas(objects, operator)
        check_references(by_kind)
        check_settings(by_kind, secret, gateway)
        for rule in by_kind["PrometheusRule"]:
            assert rule["spec"]["groups"] == groups, "update it: .ci/prometheus-rule"
        print(f"{overlay}: {len(objects)} objects are valid for Kubernetes {' and '.join(VERSIONS)}")


os.chdir(ROOT)
main(*sys.argv[1:])
