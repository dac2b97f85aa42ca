#include "connector/http/upload_form.hpp"

#include <algorithm>

namespace connector::http {
namespace {

/// More parts than this are no form of ours, whatever is in them.
constexpr std::size_t kMostParts = 200;

}  // namespace

UploadForm::UploadForm(
    std::string_view boundary, const UploadRules& rules, std::size_t max_field_bytes
)
    : rules_(rules), max_field_bytes_(max_field_bytes), parser_(boundary, *this) {}

int UploadForm::take(std::string_view piece) {
    using Progress = MultipartParser::Progress;
    const Progress progress = parser_.feed(piece);
    is_done_ = progress == Progress::Done;
    if (progress == Progress::Malformed) return 400;
    return refusal_;
}

int UploadForm::finish() {
    if (refusal_ != 0) return refusal_;
    if (!is_done_) return 400;
    auto form = Form::of(std::move(fields_));
    if (!form) return 400;
    form_ = *std::move(form);
    return 0;
}

bool UploadForm::begin(MultipartParser::Part part) {
    if (fields_.size() + files_.size() >= kMostParts) {
        refusal_ = 400;
        return false;
    }
    is_file_ = part.file_name.has_value();
    if (is_file_) return begin_file(std::move(part));
    field_bytes_ += part.name.size();
    fields_.emplace_back(std::move(part.name), "");
    return true;
}

bool UploadForm::begin_file(MultipartParser::Part part) {
    files_.push_back({.field = std::move(part.name), .name = *std::move(part.file_name)});
    if (files_.size() > rules_.max_files) files_.back().trouble = Trouble::TooMany;
    return true;
}

bool UploadForm::data(std::string_view piece) {
    if (is_file_) return add_to_file(files_.back(), piece);
    field_bytes_ += piece.size();
    if (field_bytes_ > max_field_bytes_) {
        refusal_ = 413;
        return false;
    }
    fields_.back().second += piece;
    return true;
}

bool UploadForm::add_to_file(File& file, std::string_view piece) {
    file.size += piece.size();
    if (file.size > rules_.max_file_bytes && file.trouble == Trouble::None) {
        file.trouble = Trouble::TooLarge;
        file.stored.reset();
    }
    if (file.trouble != Trouble::None) return true;
    if (!file.stored) {
        auto begun = rules_.folder.begin();
        if (begun) file.stored.emplace(*std::move(begun));
    }
    file.start += piece.substr(0, kStart - std::min(kStart, file.start.size()));
    if (file.stored && file.stored->write(piece)) return true;
    refusal_ = 503;
    return false;
}

bool UploadForm::end() {
    if (is_file_ && files_.back().name.empty() && files_.back().size == 0) files_.pop_back();
    return true;
}

}  // namespace connector::http
