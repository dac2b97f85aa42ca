#include "connector/http/session.hpp"

#include <string_view>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>

#include "base/text.hpp"
#include "base/waiting.hpp"
#include "connector/http/answer_bytes.hpp"

namespace connector::http {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

/// How long, and for how many bytes, a refused client is listened to so that it can read why.
constexpr base::milliseconds kLinger{1'000};
constexpr std::size_t kMostLingered = 1U << 20U;

constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

struct MethodName {
    std::string_view name;
    Method method;
};

constexpr std::array<MethodName, 5> kMethods{{
    {"GET", Method::Get},
    {"HEAD", Method::Head},
    {"POST", Method::Post},
    {"PUT", Method::Put},
    {"DELETE", Method::Delete},
}};

/// Methods are case-sensitive. Foreign ones are one and the same to us, in the log as well.
MethodName method_of(std::string_view text) {
    for (const MethodName& known : kMethods) {
        if (known.name == text) return known;
    }
    return {"other", Method::Other};
}

std::vector<std::string_view> forwarded_for(const Request& request) {
    std::vector<std::string_view> values;
    for (const base::HttpHeader& header : request.headers) {
        if (header.name == "x-forwarded-for") values.emplace_back(header.value);
    }
    return values;
}

}  // namespace

Session::Session(Worker& worker, Socket socket, std::string peer)
    : worker_(worker), socket_(std::move(socket)), peer_(std::move(peer)) {}

void Session::start(Worker::Sessions::iterator place, int refusal) {
    place_ = place;
    if (refusal != 0) return refuse(refusal);
    set_deadline(settings().header_deadline);
    read_more();
}

void Session::set_deadline(base::milliseconds deadline, std::size_t bytes) {
    const std::size_t seconds = bytes / settings().least_bytes_per_second;
    deadline_ = monotonic_now() + deadline + std::chrono::seconds(seconds);
}

void Session::check_deadline(Instant now) {
    if (state_ == State::Handling || state_ == State::Closed || now < deadline_) return;
    const bool is_waited_for = state_ == State::ReadingHead && !input_.empty();
    const bool may_answer = is_waited_for || (state_ == State::ReadingBody && !is_inviting_);
    may_answer ? refuse(408) : close();
}

void Session::close_if_idle() {
    error_code error;
    const bool is_idle = state_ == State::ReadingHead && input_.empty();
    // Cancelled, not closed: bytes that are read but not handed over yet are a request under way.
    if (is_idle && socket_.available(error) == 0) socket_.cancel(error);
}

void Session::close() {
    if (std::exchange(state_, State::Closed) == State::Closed) return;
    error_code ignored;
    socket_.close(ignored);
    worker_.service().connection_closed(peer_);
    worker_.remove(place_);
}

void Session::wait_for_request() {
    state_ = State::ReadingHead;
    request_ = {};
    method_ = kNoMethod;
    route_ = nullptr;
    body_.reset();
    body_share_.reset();
    upload_boundary_.reset();
    uploaded_ = 0;
    searched_ = 0;
    if (!input_.empty()) {
        set_deadline(settings().header_deadline);
        return read_head();
    }
    if (worker_.is_draining()) return close();
    is_idle_ = true;
    set_deadline(settings().idle_deadline);
    read_more();
}

void Session::read_more() {
    if (std::exchange(is_reading_, true)) return;
    socket_.async_read_some(
        asio::buffer(chunk_),
        [self = shared_from_this()](error_code error, std::size_t bytes) {
            self->is_reading_ = false;
            self->on_read(error, bytes);
        }
    );
}

void Session::on_read(error_code error, std::size_t bytes) {
    if (state_ == State::Closed) return;
    if (state_ == State::Lingering) {
        lingered_ += bytes;
        if (error || lingered_ > kMostLingered) return close();
        return read_more();
    }
    // A refusal is on its way out while this read was under way: nothing more is understood.
    if (state_ == State::Writing || state_ == State::Handling) return;
    if (error) return close();
    // A new connection's head has been waited for since it was accepted; only idleness ends here.
    if (std::exchange(is_idle_, false)) set_deadline(settings().header_deadline);
    input_.append(chunk_.data(), bytes);
    state_ == State::ReadingHead ? read_head() : read_body();
}

void Session::read_head() {
    const std::size_t end = head_end(input_, searched_);
    searched_ = input_.size();
    if (end == std::string::npos && input_.size() <= settings().max_header_bytes) {
        return read_more();
    }
    begin_request();
    if (std::min(end, input_.size()) > settings().max_header_bytes) {
        const bool is_target = input_.find('\n') > settings().max_target_bytes;
        return refuse_framing({is_target ? 414 : 431, "head too long"});
    }
    const std::string bytes = input_.substr(0, end);
    input_.erase(0, end);
    const auto head = check_framing(bytes, head_limits());
    if (!head) return refuse_framing(head.error());
    take_head(*head, bytes);
}

void Session::begin_request() {
    began_ = monotonic_now();
    request_.id = worker_.service().new_request_id();
    request_.client_address = peer_;
}

void Session::take_head(const Head& head, std::string_view bytes) {
    const MethodName method = method_of(head.method);
    method_ = method.name;
    request_.method = method.method;
    request_.target = head.target;
    const std::size_t question = std::min(head.target.find('?'), head.target.size());
    request_.path = head.target.substr(0, question);
    request_.query = head.target.substr(std::min(question + 1, head.target.size()));
    request_.headers.reserve(head.headers.size());
    for (const HeaderView& header : head.headers) {
        request_.headers.push_back({base::to_lower(header.name), std::string(header.value)});
    }
    request_.client_address =
        worker_.service().trusted_proxies().client_of(peer_, forwarded_for(request_));
    closes_ = !head.keep_alive;

    if (const int refusal = judge(head); refusal != 0) {
        // The body that was announced is not read, so what follows it cannot be found.
        closes_ = closes_ || head.body != BodyKind::None;
        return refuse(refusal);
    }
    if (head.body == BodyKind::None) return handle();
    if (upload_boundary_) return admit_upload(std::string(bytes));
    begin_body(head, bytes);
}

/// Files cost disk, so whoever may not send them is answered before their body is read.
void Session::admit_upload(const std::string& bytes) {
    state_ = State::Handling;
    worker_.fibers().run([self = shared_from_this(), bytes] {
        auto refusal = self->worker_.service().refuse_upload(*self->route_, self->request_);
        if (self->state_ == State::Closed) return;
        if (refusal) {
            self->closes_ = true;
            return self->answer(*std::move(refusal));
        }
        const auto head = check_framing(bytes, self->head_limits());
        self->begin_body(head.value(), bytes);
    });
}

int Session::judge(const Head& head) {
    if (!worker_.service().is_allowed_host(head.host)) return 421;
    auto match = worker_.service().router().find(request_.method, request_.path);
    if (match.is_malformed) return 400;
    if (match.route == nullptr) {
        allowed_ = std::move(match.allowed);
        return allowed_.empty() ? 404 : 405;
    }
    route_ = match.route;
    request_.path_values = std::move(match.path_values);
    if (route_->uploads && head.body != BodyKind::None) {
        upload_boundary_ = multipart_boundary(request_.header("content-type").value_or(""));
    }
    const bool is_too_long = head.body == BodyKind::Length && head.body_length > most_bytes();
    return is_too_long ? 413 : 0;
}

void Session::begin_body(const Head& head, std::string_view bytes) {
    state_ = State::ReadingBody;
    const bool is_chunked = head.body == BodyKind::Chunked;
    const auto length = is_chunked ? most_bytes() : std::size_t{head.body_length};
    set_deadline(settings().body_deadline, length);
    body_.emplace(bytes, most_bytes());
    Service& service = worker_.service();
    body_share_.emplace(upload_boundary_ ? service.upload_budget() : service.body_budget());
    if (upload_boundary_) {
        request_.upload = std::make_shared<UploadForm>(
            *upload_boundary_, *route_->uploads, route_->max_body_bytes
        );
    }
    if (head.expects_continue && input_.empty()) return invite_body();
    read_body();
}

void Session::invite_body() {
    is_inviting_ = true;
    asio::async_write(
        socket_,
        asio::buffer(kContinue),
        [self = shared_from_this()](error_code error, std::size_t) {
            self->is_inviting_ = false;
            if (self->state_ != State::ReadingBody) return;
            if (error) return self->close();
            self->read_body();
        }
    );
}

void Session::read_body() {
    const BodyReader::Progress progress = body_->feed(input_);
    if (request_.upload) {
        if (const int refusal = take_upload(progress); refusal != 0) {
            return refuse_framing({refusal, "upload"});
        }
    } else if (!body_share_->cover(body_->size())) {
        return refuse_body();
    }
    switch (progress) {
        case BodyReader::Progress::NeedsMore: return read_more();
        case BodyReader::Progress::TooLong: closes_ = true; return refuse(413);
        case BodyReader::Progress::Malformed: return refuse_framing({400, "body"});
        case BodyReader::Progress::Done: break;
    }
    if (!request_.upload) request_.body = body_->take();
    body_.reset();
    handle();
}

/// What has arrived of a form with files goes to its fields and to the disk. 0, or a refusal.
int Session::take_upload(BodyReader::Progress progress) {
    const std::string piece = body_->take_some();
    uploaded_ += piece.size();
    if (!body_share_->cover(uploaded_)) return 503;
    if (const int refusal = request_.upload->take(piece); refusal != 0) return refusal;
    return progress == BodyReader::Progress::Done ? request_.upload->finish() : 0;
}

/// Too much at once from all connections together: what was received of this one is let go.
void Session::refuse_body() {
    body_.reset();
    body_share_.reset();
    refuse_framing({503, "too many bodies at once"});
}

void Session::handle() {
    state_ = State::Handling;
    worker_.fibers().run([self = shared_from_this()] {
        self->answer(self->worker_.service().answer(*self->route_, self->request_));
    });
}

void Session::refuse_framing(const Refusal& refusal) {
    worker_.service().log().debug(
        "http.refused",
        {{"server", settings().name}, {"reason", refusal.reason}, {"id", request_.id}}
    );
    closes_ = true;
    refuse(refusal.status);
}

void Session::refuse(int status) {
    if (request_.id.empty()) begin_request();
    if (status == 408 || status == 429 || (status == 503 && route_ == nullptr)) closes_ = true;
    Response page = worker_.service().error_page(status, request_);
    if (status == 405) page.headers.push_back({"Allow", std::exchange(allowed_, {})});
    answer(std::move(page));
}

void Session::answer(Response response) {
    if (state_ == State::Closed) return;  // the server cut the connection meanwhile
    const bool is_head = request_.method == Method::Head;
    if (response.events && !is_head) begin_events(response);
    if (is_head) response.events.reset();
    closes_ = closes_ || response.events || worker_.is_draining();
    answer_head_ = head_of(response);
    answer_body_ = std::move(response.body);
    const bool is_bare = is_head || !may_have_body(response.status);
    if (is_bare) answer_body_.clear();
    const auto took = monotonic_now() - began_;
    worker_.service().finished(
        {route_,
         method_,
         response.status,
         std::chrono::duration_cast<base::milliseconds>(took),
         request_.id}
    );

    if (response.stream && !is_bare) return write_stream(*std::move(response.stream));
    state_ = State::Writing;
    set_deadline(settings().write_deadline, answer_head_.size() + answer_body_.size());
    if (response.events) {
        asio::async_write(
            socket_,
            asio::buffer(answer_head_),
            [self = shared_from_this(), events = response.events](error_code error, std::size_t) {
                error ? self->close() : self->leave_to(events);
            }
        );
        return;
    }
    asio::async_write(
        socket_,
        std::array{asio::buffer(answer_head_), asio::buffer(answer_body_)},
        [self = shared_from_this()](error_code error, std::size_t) { self->on_written(error); }
    );
}

/// Where there are too many already, the answer says so instead.
void Session::begin_events(Response& response) {
    Service& service = worker_.service();
    const std::string client = response.events->client();
    const int refusal = worker_.is_draining() ? 503 : service.stream_opened(client);
    if (refusal != 0) {
        response = service.error_page(refusal, request_);
        return;
    }
    stream_share_ = std::make_unique<StreamShare>(service, client);
}

void Session::leave_to(std::shared_ptr<EventStream> events) {
    if (state_ == State::Closed) return;
    if (worker_.is_draining()) return close();
    state_ = State::Closed;
    worker_.streams().adopt(std::move(socket_), peer_, std::move(events), std::move(stream_share_));
    worker_.remove(place_);
}

/// On the handler's fiber: each piece is on its way to the client before the next is fetched.
void Session::write_stream(StreamedBody body) {
    std::uint64_t left = body.length;
    std::string piece = std::exchange(answer_head_, {});
    while (write_piece(piece)) {
        if (left == 0) return on_written({});
        state_ = State::Handling;  // the source has a deadline of its own
        auto next = body.read();
        if (state_ == State::Closed) return;
        if (!next || next->empty() || next->size() > left) break;
        left -= next->size();
        piece = *std::move(next);
    }
    close();
}

/// Waits. False: the client is gone, or too slow.
bool Session::write_piece(const std::string& piece) {
    state_ = State::Writing;
    set_deadline(settings().write_deadline, piece.size());
    error_code outcome;
    base::wait_for([&](base::Resume resume) {
        asio::async_write(
            socket_,
            asio::buffer(piece),
            [&outcome, resume = std::move(resume)](error_code error, std::size_t) {
                outcome = error;
                resume();
            }
        );
    });
    return !outcome && state_ != State::Closed;
}

std::string Session::head_of(Response& response) {
    const Service& service = worker_.service();
    const AnswerContext context{worker_.date(), closes_};
    try {
        return head_bytes(response, service.security_headers(), context);
    } catch (const std::logic_error& error) {
        // A header that would break out of its line: the handler's bug, and never sent.
        service.log().error("http.handler_failed", {{"id", request_.id}, {"reason", error.what()}});
        response = service.error_page(500, request_);
        return head_bytes(response, service.security_headers(), context);
    }
}

void Session::on_written(error_code error) {
    if (state_ == State::Closed) return;
    answer_head_.clear();
    answer_body_.clear();
    if (error) return close();
    closes_ ? linger() : wait_for_request();
}

/// Closing a socket with unread bytes resets it, and the reset may overtake the answer. So: say
/// that we are done, and listen a little longer.
void Session::linger() {
    error_code error;
    socket_.shutdown(asio::socket_base::shutdown_send, error);
    if (error) return close();
    state_ = State::Lingering;
    set_deadline(kLinger);
    read_more();
}

}  // namespace connector::http
