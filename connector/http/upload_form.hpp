#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/private_folder.hpp"
#include "base/result.hpp"
#include "connector/http/multipart.hpp"
#include "connector/http/request.hpp"
#include "connector/http/response.hpp"

namespace connector::http {

/// What a route takes in forms with files.
struct UploadRules {
    const base::PrivateFolder& folder;
    std::size_t max_file_bytes = 0;
    std::size_t max_files = 0;
    /// Asked before the body is read, on a fiber: an answer instead of it, or nothing. Whoever may
    /// not send files costs us no disk.
    std::function<std::optional<Response>(const Request&)> refuse;
};

/// A form with files, taken while it arrives (SR-104): fields in memory, files on disk, under names
/// of ours. What is in it is removed with it, but for what was kept. A file that breaks the rules
/// is dropped while it is read and said so, so that the page can come back with the rest of the
/// form. One thread or fiber at a time.
class UploadForm : private MultipartParser::Sink {
public:
    enum class Trouble { None, TooLarge, TooMany };

    struct File {
        std::string field;
        std::string name;  ///< as sent
        std::uint64_t size = 0;
        std::string start{};  ///< its first bytes, at most kStart
        Trouble trouble = Trouble::None;
        std::optional<base::FileUnderWay> stored{};  ///< unless there is trouble
    };

    static constexpr std::size_t kStart = 512;

    /// `max_field_bytes`: of all fields together.
    UploadForm(std::string_view boundary, const UploadRules& rules, std::size_t max_field_bytes);

    /// 0, or the status to refuse the rest with: 400 malformed, 413 fields too long, 503 no disk.
    [[nodiscard]] int take(std::string_view piece);
    /// At the body's end, likewise. Then the form is whole.
    [[nodiscard]] int finish();

    [[nodiscard]] const Form& fields() const { return form_; }

    /// In order; without the empty ones that browsers send for a field without files.
    [[nodiscard]] std::vector<File>& files() { return files_; }

private:
    bool begin(MultipartParser::Part part) override;
    bool data(std::string_view piece) override;
    bool end() override;
    bool begin_file(MultipartParser::Part part);
    bool add_to_file(File& file, std::string_view piece);

    const UploadRules& rules_;
    const std::size_t max_field_bytes_;
    MultipartParser parser_;
    bool is_done_ = false;
    int refusal_ = 0;
    bool is_file_ = false;  ///< the part under way
    std::size_t field_bytes_ = 0;
    std::vector<std::pair<std::string, std::string>> fields_;
    std::vector<File> files_;
    Form form_;
};

}  // namespace connector::http
