"""The gateway: devices dial in here, by one TCP line each.

The wire. A frame is one line of JSON (UTF-8, at most 64 KiB, ended by a line feed); with
``"bytes": n`` exactly n raw bytes follow (at most 12 MiB), whose SHA-256 stands in
``"sha256"``. ::

    device   {"hello": "<kind>", "code": "<device code>", "token": "…", "boot": "<text>"}
    gateway  {"welcome": "<device code>"}
             {"refused": "<rule>", "remedy": "…", "remedy_zh": "…"} and the end
    device   {"seq": 1, "type": "…", …}
    gateway  {"ack": 1}                      only after the commit
             {"nak": 1, "field": "…", "rule": "…", "message": "…", "remedy": "…",
              "message_zh": "…", "remedy_zh": "…"}
    gateway  {"cmd": 17, "do": "…", …}
    device   {"done": 17}
    device   {"beat": true}                  every five seconds; fifteen silent ones: lost

``boot`` names the device's numbering: a device that starts counting again sends a new one.
A frame without an answer is sent again after a reconnect; one that was committed before is
acknowledged and changes nothing. A command without ``done`` is sent again on a reconnect
within 60 seconds of its making. A frame on which the gateway's own code fails three times is
set aside: kept whole in the store, journalled, counted in the metrics, and answered with a
``nak`` of the rule ``hub.set_aside``; the line lives on.
"""
