"""The arithmetic of the demos on pictures, tested in Node: drawing.test.mjs."""

import running_node as node

pytestmark = node.needs_node


def test_pictures_are_centred_spoiled_and_measured_as_they_should_be():
    done = node.run("--test", "--test-reporter=spec", node.HERE / "drawing.test.mjs")
    assert "pass 10" in done.stdout.replace("ℹ ", "")
