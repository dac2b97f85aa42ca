#pragma once

#include <string>
#include <string_view>

#include "connector/http/response.hpp"
#include "connector/model/attachment.hpp"

/// How a file that anybody may have written is handed to a browser (SR-103): as a download, never
/// as something of ours that runs. The type is from a list of ours, the browser may not guess
/// another, and what opens it all the same has no origin and may load nothing.
namespace connector::portal {

/// Of a download: what its uploader said, when that is on our list; else application/octet-stream.
[[nodiscard]] std::string_view download_type(std::string_view said);

/// RFC 6266 with RFC 8187's `filename*`. `how`: "attachment", "inline". The name loses path
/// separators and whatever turns the direction of text ("gpj.exe" must not look like "exe.jpg").
[[nodiscard]] std::string disposition(std::string_view how, std::string_view file_name);

/// The answer without its body: 200 and its headers. A picture by its bytes is shown in place.
[[nodiscard]] http::Response file_answer(
    const model::Attachment& attachment, std::string_view first_bytes
);

}  // namespace connector::portal
