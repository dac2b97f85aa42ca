#include "jira/json_pick.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "base/text.hpp"

namespace jira {
namespace {

class Picker final : public nlohmann::json_sax<Json> {
public:
    explicit Picker(std::span<const std::string_view> paths) {
        for (const std::string_view path : paths) {
            wanted_.push_back({path, base::split(path, '.')});
            names_.resize(std::max(names_.size(), wanted_.back().steps.size()));
        }
    }

    bool null() override { return take(nullptr); }

    bool boolean(bool value) override { return take(value); }

    bool number_integer(number_integer_t value) override { return take(value); }

    bool number_unsigned(number_unsigned_t value) override { return take(value); }

    bool number_float(number_float_t value, const string_t&) override { return take(value); }

    bool string(string_t& text) override { return take(std::move(text)); }

    bool binary(binary_t&) override { return false; }

    bool start_object(std::size_t) override { return descend(); }

    bool end_object() override { return ascend(); }

    bool start_array(std::size_t) override { return !is_root() && descend(); }

    bool end_array() override { return ascend(); }

    bool key(string_t& name) override {
        if (depth_ <= names_.size()) names_[depth_ - 1] = std::move(name);
        return true;
    }

    bool parse_error(std::size_t, const std::string&, const Json::exception&) override {
        return fail("not JSON");
    }

    [[nodiscard]] base::Result<Json> finish(bool is_whole) && {
        if (!is_whole) return base::fail(base::ErrorKind::Invalid, reason_);
        return std::move(picked_);
    }

private:
    struct Wanted {
        std::string_view path;
        std::vector<std::string_view> steps;
    };

    [[nodiscard]] bool is_root() const { return depth_ == 0; }

    bool fail(const char* reason) {
        reason_ = reason;
        return false;
    }

    bool descend() {
        if (++depth_ > kMaxJsonDepth) return fail("JSON nested too deep");
        if (depth_ <= names_.size()) names_[depth_ - 1].clear();  // an array has no names
        return true;
    }

    bool ascend() {
        --depth_;
        return true;
    }

    template <typename T>
    bool take(T&& value) {
        if (is_root()) return false;
        for (const Wanted& wanted : wanted_) {
            if (!is_at(wanted.steps)) continue;
            picked_[std::string(wanted.path)] = std::forward<T>(value);
            break;
        }
        return true;
    }

    [[nodiscard]] bool is_at(const std::vector<std::string_view>& steps) const {
        return steps.size() == depth_ && std::equal(steps.begin(), steps.end(), names_.begin());
    }

    std::vector<Wanted> wanted_;
    std::vector<std::string> names_;  ///< of the members we are inside, as deep as a path goes
    std::size_t depth_ = 0;
    const char* reason_ = "not an object";
    Json picked_ = Json::object();
};

}  // namespace

base::Result<Json> pick_json(std::string_view raw, std::span<const std::string_view> paths) {
    if (const auto text = refuse_zero_byte(raw); !text) return base::fail(text);
    Picker picker(paths);
    const bool is_whole = Json::sax_parse(raw, &picker);
    return std::move(picker).finish(is_whole);
}

}  // namespace jira
