"""The server's settings, and what they choose from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..generated import v2_all as protocol
from ..models import parse
from ..paging import AsyncPager, pages_of
from .base import ProtocolCalls

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..option_types import ConfigEditOption, MergeStrategyOption, PathOption

__all__ = ["ConfigCalls"]


class ConfigCalls(ProtocolCalls):
    """Base of `AsyncCodex`; documented there."""

    async def config_read(
        self, *, cwd: PathOption | None = None, include_layers: bool = False
    ) -> protocol.ConfigReadResponse:
        """Return the settings in force, with the file each comes from in ``origins``.

        Args:
            cwd: Also the settings of the project in this folder.
            include_layers: Also each file by itself, in ``layers``.
        """
        params = {"cwd": cwd, "includeLayers": include_layers}
        return await self._call("config/read", params, protocol.ConfigReadResponse)

    async def config_write(
        self,
        key_path: str,
        value: Any,
        *,
        merge_strategy: MergeStrategyOption = "replace",
        file_path: PathOption | None = None,
        expected_version: str | None = None,
    ) -> protocol.ConfigWriteResponse:
        """Write one setting of the user. Unknown keys are accepted; other clients are not told.

        Args:
            key_path: Dotted path, such as ``"tools.web_search"``.
            value: JSON value; None removes the setting.
            merge_strategy: ``"replace"``, or ``"upsert"`` to keep the other keys of a table.
            file_path: The ``config.toml`` to write; only that of the user is allowed.
            expected_version: ``version`` of the file as it was read; a file that has changed is refused.

        Raises:
            JsonRpcError: The value does not fit the setting, or the file has changed.
        """
        # Not through `_call`: None is a value here.
        params: dict[str, Any] = {"keyPath": key_path, "value": value, "mergeStrategy": merge_strategy}
        if file_path is not None:
            params["filePath"] = file_path
        if expected_version is not None:
            params["expectedVersion"] = expected_version
        return parse(protocol.ConfigWriteResponse, await self._core.request("config/value/write", params))

    async def config_write_batch(
        self,
        edits: Sequence[ConfigEditOption],
        *,
        file_path: PathOption | None = None,
        expected_version: str | None = None,
        reload_user_config: bool | None = None,
    ) -> protocol.ConfigWriteResponse:
        """Write several settings at once: all of them, or none.

        Args:
            edits: `ConfigEdit` models, or their JSON: ``keyPath``, ``value`` and ``mergeStrategy``.
            file_path: As in `config_write`.
            expected_version: As in `config_write`.
            reload_user_config: Apply them to the loaded threads too.
        """
        params = {
            "edits": edits,
            "filePath": file_path,
            "expectedVersion": expected_version,
            "reloadUserConfig": reload_user_config,
        }
        return await self._call("config/batchWrite", params, protocol.ConfigWriteResponse)

    async def config_requirements(self) -> protocol.ConfigRequirementsReadResponse:
        """Return what an administrator prescribes; ``requirements`` is None if nothing is."""
        return await self._call("configRequirements/read", None, protocol.ConfigRequirementsReadResponse)

    def permission_profiles(
        self, *, cwd: PathOption | None = None, cursor: str | None = None, page_size: int | None = None
    ) -> AsyncPager[protocol.PermissionProfileSummary]:
        """Iterate the permission profiles that threads may use, the built-in ones first."""
        params = {"cwd": cwd, "limit": page_size}
        return AsyncPager(
            pages_of(self._core, "permissionProfile/list", params, protocol.PermissionProfileListResponse),
            cursor,
        )

    async def collaboration_modes(self) -> protocol.CollaborationModeListResponse:
        """Return the modes a turn may run in, such as plan mode."""
        return await self._call("collaborationMode/list", {}, protocol.CollaborationModeListResponse)

    def experimental_features(
        self, *, thread_id: str | None = None, cursor: str | None = None, page_size: int | None = None
    ) -> AsyncPager[protocol.ExperimentalFeature]:
        """Iterate the server's feature flags, on request as one thread has them."""
        params = {"threadId": thread_id, "limit": page_size}
        return AsyncPager(
            pages_of(
                self._core, "experimentalFeature/list", params, protocol.ExperimentalFeatureListResponse
            ),
            cursor,
        )

    async def experimental_features_set(
        self, enablement: Mapping[str, bool]
    ) -> protocol.ExperimentalFeatureEnablementSetResponse:
        """Switch feature flags for the life of the server, by their names."""
        return await self._call(
            "experimentalFeature/enablement/set",
            {"enablement": enablement},
            protocol.ExperimentalFeatureEnablementSetResponse,
        )

    def all_models(
        self, *, include_hidden: bool = False, cursor: str | None = None, page_size: int | None = None
    ) -> AsyncPager[protocol.Model]:
        """Iterate the models the server offers; `models` returns one page of them."""
        params = {"includeHidden": include_hidden, "limit": page_size}
        return AsyncPager(pages_of(self._core, "model/list", params, protocol.ModelListResponse), cursor)

    async def server_diagnostics(self) -> protocol.ServerDiagnosticsResponse:
        """Return the server's memory and its gauges, such as requests in flight."""
        return await self._call("server/diagnostics", {}, protocol.ServerDiagnosticsResponse)

    async def feedback_upload(
        self,
        classification: str,
        *,
        reason: str | None = None,
        thread_id: str | None = None,
        include_logs: bool = False,
        extra_log_files: Sequence[str] | None = None,
        tags: Mapping[str, str] | None = None,
    ) -> protocol.FeedbackUploadResponse:
        """Send feedback to the maker of the server.

        Args:
            classification: Such as ``"bug"`` or ``"good_result"``.
            reason: What a person has to say.
            thread_id: The thread it is about.
            include_logs: Send the server's logs, and the thread, along.
            extra_log_files: Paths of more files to send.
            tags: Added to the report.
        """
        params = {
            "classification": classification,
            "reason": reason,
            "threadId": thread_id,
            "includeLogs": include_logs,
            "extraLogFiles": extra_log_files,
            "tags": tags,
        }
        return await self._call("feedback/upload", params, protocol.FeedbackUploadResponse)
