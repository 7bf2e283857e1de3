# SPDX-License-Identifier: GPL-3.0-or-later
"""A desktop that takes notifications, and may have a portal for the background.

Its services live on the session bus of the test; what they are asked is kept in lists.
"""

import time

import gi
gi.require_version("Gio", "2.0")
from gi.repository import Gio, GLib    # noqa: E402

NOTIFICATIONS = """<node><interface name="org.freedesktop.Notifications">
  <method name="Notify">
    <arg type="s" direction="in"/><arg type="u" direction="in"/><arg type="s" direction="in"/>
    <arg type="s" direction="in"/><arg type="s" direction="in"/><arg type="as" direction="in"/>
    <arg type="a{sv}" direction="in"/><arg type="i" direction="in"/>
    <arg type="u" direction="out"/>
  </method>
  <method name="CloseNotification"><arg type="u" direction="in"/></method>
  <signal name="ActionInvoked"><arg type="u"/><arg type="s"/></signal>
</interface></node>"""

BACKGROUND = """<node><interface name="org.freedesktop.portal.Background">
  <method name="RequestBackground">
    <arg type="s" direction="in"/><arg type="a{sv}" direction="in"/><arg type="o" direction="out"/>
  </method>
  <method name="SetStatus"><arg type="a{sv}" direction="in"/></method>
</interface></node>"""


def iterate_until(what, condition, seconds=60):
    """Answers the bus meanwhile."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        while GLib.MainContext.default().iteration(False):
            pass
        result = condition()
        if result:
            return result
        time.sleep(0.02)
    raise AssertionError(f"{what}: not within {seconds} s")


class Service:
    """A name on the bus with one object."""

    def __init__(self, name, path, xml):
        self.bus = Gio.bus_get_sync(Gio.BusType.SESSION)
        self.interface = Gio.DBusNodeInfo.new_for_xml(xml).interfaces[0]
        self.path = path
        self.registration = self.bus.register_object(path, self.interface, self.called, None, None)
        self.name = name
        self.call_bus("RequestName", GLib.Variant("(su)", (name, 0)))

    def call_bus(self, method, parameters):
        self.bus.call_sync("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                           method, parameters, None, Gio.DBusCallFlags.NONE, -1, None)

    def close(self):
        self.call_bus("ReleaseName", GLib.Variant("(s)", (self.name,)))
        self.bus.unregister_object(self.registration)

    def called(self, _bus, sender, _path, _interface, method, parameters, invocation):
        reply = getattr(self, method)(sender, *parameters.unpack())
        invocation.return_value(reply)


class Notifications(Service):
    def __init__(self):
        self.sent = []
        super().__init__("org.freedesktop.Notifications", "/org/freedesktop/Notifications",
                         NOTIFICATIONS)

    # As the interface calls them.
    # pylint: disable=invalid-name,too-many-arguments
    def Notify(self, _sender, _app, _replaces, _icon, title, body, actions, _hints, _timeout):
        self.sent.append((title, body, actions))
        return GLib.Variant("(u)", (len(self.sent),))

    def CloseNotification(self, _sender, _number):
        return None

    def invoke(self, number, key):
        self.bus.emit_signal(None, self.path, "org.freedesktop.Notifications", "ActionInvoked",
                             GLib.Variant("(us)", (number, key)))


class Portal(Service):
    def __init__(self, allows):
        self.allows = allows
        self.requests = []
        self.statuses = []
        super().__init__("org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop",
                         BACKGROUND)

    # pylint: disable=invalid-name
    def RequestBackground(self, sender, _window, options):
        self.requests.append(options)
        path = (f"/org/freedesktop/portal/desktop/request/{sender[1:].replace('.', '_')}/"
                f"{options['handle_token']}")
        results = {"background": GLib.Variant("b", self.allows),
                   "autostart": GLib.Variant("b", self.allows and options["autostart"])}
        GLib.idle_add(lambda: self.bus.emit_signal(
            sender, path, "org.freedesktop.portal.Request", "Response",
            GLib.Variant("(ua{sv})", (0 if self.allows else 1, results))) and False)
        return GLib.Variant("(o)", (path,))

    def SetStatus(self, _sender, options):
        self.statuses.append(options["message"])
