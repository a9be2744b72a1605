"""The server's settings, for blocking code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..async_client import AsyncCodex
from ..blocking import Facade, blocking, forwarding
from .paging import Pager

if TYPE_CHECKING:
    from ..generated import v2_all as protocol
    from ..paging import AsyncPager

__all__ = ["BlockingConfigCalls"]


class BlockingConfigCalls(Facade[AsyncCodex]):
    """Base of `Codex`; documented at `ConfigCalls`."""

    @blocking(AsyncCodex.config_read)
    def config_read(self, response: protocol.ConfigReadResponse) -> protocol.ConfigReadResponse:
        return response

    @blocking(AsyncCodex.config_write)
    def config_write(self, response: protocol.ConfigWriteResponse) -> protocol.ConfigWriteResponse:
        return response

    @blocking(AsyncCodex.config_write_batch)
    def config_write_batch(self, response: protocol.ConfigWriteResponse) -> protocol.ConfigWriteResponse:
        return response

    @blocking(AsyncCodex.config_requirements)
    def config_requirements(
        self, response: protocol.ConfigRequirementsReadResponse
    ) -> protocol.ConfigRequirementsReadResponse:
        return response

    @forwarding(AsyncCodex.permission_profiles)
    def permission_profiles(
        self, pager: AsyncPager[protocol.PermissionProfileSummary]
    ) -> Pager[protocol.PermissionProfileSummary]:
        return Pager(self._portal, pager)

    @blocking(AsyncCodex.collaboration_modes)
    def collaboration_modes(
        self, response: protocol.CollaborationModeListResponse
    ) -> protocol.CollaborationModeListResponse:
        return response

    @forwarding(AsyncCodex.experimental_features)
    def experimental_features(
        self, pager: AsyncPager[protocol.ExperimentalFeature]
    ) -> Pager[protocol.ExperimentalFeature]:
        return Pager(self._portal, pager)

    @blocking(AsyncCodex.experimental_features_set)
    def experimental_features_set(
        self, response: protocol.ExperimentalFeatureEnablementSetResponse
    ) -> protocol.ExperimentalFeatureEnablementSetResponse:
        return response

    @forwarding(AsyncCodex.all_models)
    def all_models(self, pager: AsyncPager[protocol.Model]) -> Pager[protocol.Model]:
        return Pager(self._portal, pager)

    @blocking(AsyncCodex.server_diagnostics)
    def server_diagnostics(
        self, response: protocol.ServerDiagnosticsResponse
    ) -> protocol.ServerDiagnosticsResponse:
        return response

    @blocking(AsyncCodex.feedback_upload)
    def feedback_upload(self, response: protocol.FeedbackUploadResponse) -> protocol.FeedbackUploadResponse:
        return response
