#include "base/http.hpp"

#include <utility>

#include "base/text.hpp"

namespace base {
namespace {

class HeldBody final : public HttpBody {
public:
    explicit HeldBody(std::string bytes) : bytes_(std::move(bytes)) {}

    Result<std::string> read() override { return std::exchange(bytes_, {}); }

private:
    std::string bytes_;
};

}  // namespace

std::string_view HttpResponse::header(std::string_view name) const {
    for (const HttpHeader& header : headers) {
        if (equal_ignoring_case(header.name, name)) return header.value;
    }
    return {};
}

Result<HttpStream> HttpTransport::open(const HttpRequest& request) {
    auto sent = send(request);
    if (!sent) return fail(sent);
    auto body = std::make_unique<HeldBody>(std::exchange(sent->body, {}));
    return HttpStream{*std::move(sent), std::move(body)};
}

}  // namespace base
