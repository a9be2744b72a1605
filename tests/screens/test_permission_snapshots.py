"""Pictures of permissions, trust and the account: what floats, on small and usual terminals."""

import sys

import pytest

from codex_tui.model.account import Account, Limit, LimitWindow, Login, LoginWay
from codex_tui.model.permissions import Mode, of_mode
from codex_tui.model.safe_text import SafeText
from codex_tui.model.trust import TrustQuestion
from codex_tui.screens.account import AccountScreen
from codex_tui.screens.login import LoginScreen
from codex_tui.screens.permissions import PermissionsScreen
from codex_tui.screens.trust import TrustPrompt
from codex_tui.theming import DARK, LIGHT
from tests.screens.support import HOME, NOW, SHOP, FakePorts, Host, key, ready

pytestmark = pytest.mark.skipif(sys.version_info[:2] != (3, 11), reason="one Python owns the pictures")
THREAD = key("7f3a")
SMALL, USUAL = (40, 14), (80, 24)


@pytest.fixture
def fake():
    fake = FakePorts()
    ready(fake.state)
    settings = fake.state.conversation(THREAD).settings
    settings.permissions, settings.cwd = of_mode(Mode.ASK, network=True), SafeText(SHOP)
    fake.state.access.forbidden = {
        Mode.FULL_ACCESS: SafeText("Your organisation does not allow it: approval on-request only.")
    }
    return fake


@pytest.mark.parametrize("size", [SMALL, USUAL])
def test_permissions(snap_compare, fake, size):
    app = Host(lambda: PermissionsScreen(fake.ports(), THREAD), DARK if size is SMALL else LIGHT)
    assert snap_compare(app, terminal_size=size, press=["down", "down"])


@pytest.mark.parametrize("size", [SMALL, USUAL])
def test_trust(snap_compare, fake, size):
    question = TrustQuestion(f"{SHOP}/api", SHOP, f"{HOME}/.codex/config.toml")
    assert snap_compare(Host(lambda: TrustPrompt(fake.ports(), question, print)), terminal_size=size)


def test_limits(snap_compare, fake):
    hours, week = LimitWindow(91, 300, int(NOW) + 4320), LimitWindow(34, 10_080, int(NOW) + 300_000)
    fake.state.account = Account(SafeText("ChatGPT"), SafeText("ann@example.com"), SafeText("plus"))
    fake.state.account.limits = {"codex": Limit(SafeText("codex"), (hours, week))}
    assert snap_compare(Host(lambda: AccountScreen(fake.ports())), terminal_size=USUAL)


async def begin(pilot):
    """Takes the second way, as far as the server would lead."""
    await pilot.press("down", "enter")
    state = pilot.app.screen._ports.state
    state.account.login = Login(
        LoginWay.DEVICE, SafeText("https://auth.example.com/device"), SafeText("ABCD-EFGH")
    )
    pilot.app.screen._tell()
    await pilot.pause()


def test_a_code_to_type(snap_compare, fake):
    fake.state.account = Account()
    assert snap_compare(Host(lambda: LoginScreen(fake.ports())), terminal_size=SMALL, run_before=begin)
