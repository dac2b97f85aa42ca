#include "connector/http/transfer.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <string_view>
#include <utility>

#include <arpa/inet.h>
#include <curl/curl.h>
#include <unistd.h>

#include "base/text.hpp"
#include "connector/http/framing.hpp"
#include "connector/http/outbound_failure.hpp"

namespace connector::http {
namespace {

using base::ErrorKind;

constexpr std::size_t kMostHeaderBytes = 64U << 10U;

constexpr std::array<std::string_view, 6> kCurlsAlone{
    "host", "content-length", "transfer-encoding", "connection", "expect", "accept-encoding"};

bool is_curls_alone(std::string_view name) {
    return std::any_of(kCurlsAlone.begin(), kCurlsAlone.end(), [&](std::string_view own) {
        return base::equal_ignoring_case(own, name);
    });
}

/// May be sent once more over a new connection when a kept one turns out to be dead.
bool may_be_repeated(std::string_view method) {
    return method == "GET" || method == "HEAD" || method == "PUT" || method == "DELETE";
}

/// Link-local (cloud metadata lives there), multicast and "this host": no site is there, whatever
/// DNS says (SR-75).
bool is_refused_ipv4(std::uint32_t address) {
    return address >> 24U == 0 || address >> 16U == 0xA9FEU || address >> 28U >= 0xEU;
}

bool is_refused(const sockaddr& address) {
    if (address.sa_family == AF_INET) {
        sockaddr_in v4{};
        std::memcpy(&v4, &address, sizeof v4);
        return is_refused_ipv4(ntohl(v4.sin_addr.s_addr));
    }
    if (address.sa_family != AF_INET6) return true;
    sockaddr_in6 v6{};
    std::memcpy(&v6, &address, sizeof v6);
    const auto& bytes = v6.sin6_addr.s6_addr;
    if (IN6_IS_ADDR_V4MAPPED(&v6.sin6_addr)) {
        std::uint32_t mapped = 0;
        std::memcpy(&mapped, bytes + 12, sizeof mapped);
        return is_refused_ipv4(ntohl(mapped));
    }
    const bool is_link_local = bytes[0] == 0xFE && (bytes[1] & 0xC0U) == 0x80U;
    return is_link_local || bytes[0] == 0xFF || IN6_IS_ADDR_UNSPECIFIED(&v6.sin6_addr);
}

/// Called before each connection: refusing here means that no packet is sent.
curl_socket_t open_socket(void*, curlsocktype, curl_sockaddr* address) {
    if (is_refused(address->addr)) return CURL_SOCKET_BAD;
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

}  // namespace

class Transfer::Impl {
public:
    Impl(
        const base::HttpRequest& request,
        std::string host,
        const OutboundSettings& settings,
        Pipe* pipe
    )
        : request_(request),
          pipe_(pipe),
          name_(request.method + " " + std::move(host)),
          has_proxy_(!settings.proxy.empty()),
          easy_(curl_easy_init(), &curl_easy_cleanup),
          headers_(nullptr, &curl_slist_free_all),
          deadline_(monotonic_now() + request.deadline) {
        if (!easy_) throw std::bad_alloc();
        set_limits();
        set_connection(settings);
        set_headers();
        set_body();
        set_callbacks();
    }

    [[nodiscard]] CURL* handle() const { return easy_.get(); }

    [[nodiscard]] Instant deadline() const { return deadline_; }

    [[nodiscard]] base::Result<base::HttpResponse>& result() { return result_; }

    void finish(CURLcode code) {
        if (is_too_big_) {
            result_ = base::fail(ErrorKind::Rejected, name_ + ": the answer is too big");
        } else if (code == CURLE_OK) {
            read_status();
            if (pipe_ != nullptr) hand_over_head();
            result_ = std::move(answer_);
        } else {
            fail(why_failed(easy_.get(), code, has_proxy_));
        }
    }

    void fail(const std::string& reason) {
        result_ = base::fail(ErrorKind::Unavailable, name_ + ": " + reason);
    }

private:
    void read_status() {
        long status = 0;
        curl_easy_getinfo(easy_.get(), CURLINFO_RESPONSE_CODE, &status);
        answer_.status = static_cast<int>(status);
    }

    /// Once: with the first byte of the body, or at the end of an answer without one.
    void hand_over_head() {
        if (std::exchange(has_handed_over_, true)) return;
        read_status();
        pipe_->put_head(answer_);
    }

    template <typename Value>
    void set(CURLoption option, Value value) {
        const CURLcode code = curl_easy_setopt(easy_.get(), option, value);
        if (code != CURLE_OK) throw std::runtime_error("libcurl lacks an option that we rely on");
    }

    void set_limits() {
        set(CURLOPT_URL, request_.url.c_str());
        set(CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
        set(CURLOPT_PROTOCOLS_STR, "http,https");
        set(CURLOPT_FOLLOWLOCATION, 0L);
        set(CURLOPT_TIMEOUT_MS, static_cast<long>(request_.deadline.count()));
        set(CURLOPT_NOSIGNAL, 1L);
        set(CURLOPT_OPENSOCKETFUNCTION, &open_socket);
        set(CURLOPT_NOPROGRESS, 0L);
        set(CURLOPT_XFERINFOFUNCTION, &Impl::on_progress);
        set(CURLOPT_XFERINFODATA, this);
    }

    void set_connection(const OutboundSettings& settings) {
        set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_2TLS));
        set(CURLOPT_PIPEWAIT, 1L);
        set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
        set(CURLOPT_SSL_VERIFYPEER, 1L);
        set(CURLOPT_SSL_VERIFYHOST, 2L);
        if (pipe_ == nullptr) set(CURLOPT_ACCEPT_ENCODING, "gzip");
        if (!settings.ca_file.empty()) set(CURLOPT_CAINFO, settings.ca_file.c_str());
        // Nothing from the environment: a proxy there would see every token.
        set(CURLOPT_NOPROXY, "");
        set(CURLOPT_PROXY, std::string(settings.proxy.reveal()).c_str());
        // What the proxy answers to CONNECT is not the site's answer.
        set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    }

    void add_header(const std::string& line) {
        curl_slist* longer = curl_slist_append(headers_.get(), line.c_str());
        if (longer == nullptr) throw std::bad_alloc();
        static_cast<void>(headers_.release());
        headers_.reset(longer);
    }

    void set_headers() {
        bool has_type = false;
        for (const base::HttpHeader& header : request_.headers) {
            has_type = has_type || base::equal_ignoring_case(header.name, "content-type");
            // "Name;" is how libcurl is told to send a header without a value.
            add_header(
                header.value.empty() ? header.name + ";" : header.name + ": " + header.value
            );
        }
        add_header("Expect:");
        if (!has_type) add_header("Content-Type:");
        set(CURLOPT_HTTPHEADER, headers_.get());
    }

    void set_body() {
        const bool has_body = !request_.body.empty() || request_.method == "POST" ||
                              request_.method == "PUT" || request_.method == "PATCH";
        if (request_.method == "HEAD") {
            set(CURLOPT_NOBODY, 1L);
        } else if (has_body) {
            set(CURLOPT_POST, 1L);
            set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request_.body.size()));
            if (may_be_repeated(request_.method) || request_.body.empty()) {
                set(CURLOPT_POSTFIELDS, request_.body.c_str());
            } else {
                // libcurl silently sends a request again when a kept connection dies before the
                // answer; a comment would be there twice (SR-77). A body that cannot be rewound
                // makes that a failure, and the caller looks before it tries again.
                set(CURLOPT_READFUNCTION, &Impl::on_read);
                set(CURLOPT_READDATA, this);
                set(CURLOPT_SEEKFUNCTION, &Impl::refuse_seek);
            }
        }
        if (request_.method != "HEAD") set(CURLOPT_CUSTOMREQUEST, request_.method.c_str());
    }

    void set_callbacks() {
        set(CURLOPT_HEADERFUNCTION, &Impl::on_header);
        set(CURLOPT_HEADERDATA, this);
        set(CURLOPT_WRITEFUNCTION, &Impl::on_body);
        set(CURLOPT_WRITEDATA, this);
    }

    static std::size_t on_read(char* out, std::size_t size, std::size_t count, void* self) {
        auto& transfer = *static_cast<Impl*>(self);
        const std::string_view rest =
            std::string_view(transfer.request_.body).substr(transfer.sent_);
        const std::size_t taken = rest.copy(out, size * count);
        transfer.sent_ += taken;
        return taken;
    }

    static int refuse_seek(void*, curl_off_t, int) { return CURL_SEEKFUNC_FAIL; }

    /// Before decompression: an answer that unpacks to nothing has no end for `on_body` to see.
    static int on_progress(void* self, curl_off_t, curl_off_t received, curl_off_t, curl_off_t) {
        auto& transfer = *static_cast<Impl*>(self);
        const auto most = static_cast<curl_off_t>(transfer.request_.max_answer_bytes);
        if (received <= most) return 0;
        transfer.is_too_big_ = true;
        return 1;
    }

    static std::size_t on_header(char* bytes, std::size_t size, std::size_t count, void* self) {
        return static_cast<Impl*>(self)->take_header({bytes, size * count}) ? size * count : 0;
    }

    bool take_header(std::string_view line) {
        header_bytes_ += line.size();
        is_too_big_ = header_bytes_ > kMostHeaderBytes;
        if (is_too_big_) return false;
        // A status line: what came before was an interim answer (1xx).
        if (line.substr(0, 5) == "HTTP/") answer_.headers.clear();
        const std::size_t colon = line.find(':');
        if (colon == std::string_view::npos || line.substr(0, 5) == "HTTP/") return true;
        answer_.headers.push_back(
            {std::string(line.substr(0, colon)), std::string(base::trim(line.substr(colon + 1)))}
        );
        return true;
    }

    static std::size_t on_body(char* bytes, std::size_t size, std::size_t count, void* self) {
        auto& transfer = *static_cast<Impl*>(self);
        const std::size_t length = size * count;
        if (transfer.pipe_ != nullptr) return transfer.pass_on({bytes, length});
        // libcurl decompresses before it calls: this is the size that we would have to hold.
        transfer.is_too_big_ =
            transfer.answer_.body.size() + length > transfer.request_.max_answer_bytes;
        if (transfer.is_too_big_) return 0;
        transfer.answer_.body.append(bytes, length);
        return length;
    }

    /// The number of bytes taken, or what tells libcurl to wait or to give up.
    std::size_t pass_on(std::string_view bytes) {
        hand_over_head();
        is_too_big_ = passed_on_ + bytes.size() > request_.max_answer_bytes;
        if (is_too_big_) return 0;
        if (!pipe_->offer(bytes)) return CURL_WRITEFUNC_PAUSE;
        passed_on_ += bytes.size();
        return bytes.size();
    }

    const base::HttpRequest& request_;
    Pipe* const pipe_;  ///< null: the answer is gathered here
    std::size_t passed_on_ = 0;
    bool has_handed_over_ = false;
    const std::string name_;  ///< method and host: all of the request that messages may hold
    const bool has_proxy_;
    std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> easy_;
    std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> headers_;
    const Instant deadline_;
    std::size_t sent_ = 0;
    std::size_t header_bytes_ = 0;
    bool is_too_big_ = false;
    base::HttpResponse answer_;
    base::Result<base::HttpResponse> result_ =
        base::fail(ErrorKind::Unavailable, "the call was never made");
};

base::Result<void> Transfer::check(const base::HttpRequest& request) {
    if (!is_token(request.method)) return base::fail(ErrorKind::Invalid, "not a method");
    for (const base::HttpHeader& header : request.headers) {
        if (!is_token(header.name) || is_curls_alone(header.name)) {
            return base::fail(ErrorKind::Invalid, "a header that may not be set");
        }
        if (base::has_control_character(header.value)) {
            return base::fail(
                ErrorKind::Invalid, "header " + header.name + " does not fit its line"
            );
        }
    }
    return {};
}

Transfer::Transfer(
    const base::HttpRequest& request, std::string host, const OutboundSettings& settings, Pipe* pipe
)
    : impl_(std::make_unique<Impl>(request, std::move(host), settings, pipe)) {}

Transfer::~Transfer() = default;

CURL* Transfer::handle() const {
    return impl_->handle();
}

Instant Transfer::deadline() const {
    return impl_->deadline();
}

void Transfer::finish(int curl_code) {
    impl_->finish(static_cast<CURLcode>(curl_code));
}

void Transfer::fail(const std::string& reason) {
    impl_->fail(reason);
}

base::Result<base::HttpResponse>& Transfer::result() {
    return impl_->result();
}

}  // namespace connector::http
