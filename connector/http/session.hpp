#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>

#include "connector/http/body_reader.hpp"
#include "connector/http/framing.hpp"
#include "connector/http/upload_form.hpp"
#include "connector/http/worker.hpp"

namespace connector::http {

/// One connection, on its worker's thread. One request after the other: what a client pipelines
/// waits in `input_` until its turn, so answers keep the order of requests.
///
///   ReadingHead -> ReadingBody -> Handling -> Writing -> ReadingHead ...
///        any refusal -----------------------> Writing -> Lingering -> Closed
///
/// Where the answer is a stream of events, the socket goes on in the worker's StreamHub.
class Session : public std::enable_shared_from_this<Session> {
public:
    Session(Worker& worker, Socket socket, std::string peer);

    /// `refusal`: the status to turn the connection away with, 0 to serve it.
    void start(Worker::Sessions::iterator place, int refusal);
    void check_deadline(Instant now);
    /// While draining: nobody is waiting for an answer on this connection.
    void close_if_idle();
    void close();

private:
    static constexpr std::string_view kNoMethod = "none";

    enum class State { ReadingHead, ReadingBody, Handling, Writing, Lingering, Closed };

    void wait_for_request();
    void read_more();
    void on_read(boost::system::error_code error, std::size_t bytes);

    void read_head();
    void begin_request();
    void take_head(const Head& head, std::string_view bytes);
    /// Everything that is decided before the body is read. 0: go on.
    [[nodiscard]] int judge(const Head& head);
    void admit_upload(const std::string& bytes);
    void begin_body(const Head& head, std::string_view bytes);
    void invite_body();
    void read_body();
    [[nodiscard]] int take_upload(BodyReader::Progress progress);
    void refuse_body();

    void handle();
    void refuse(int status);
    void refuse_framing(const Refusal& refusal);
    void answer(Response response);
    void write_stream(StreamedBody body);
    void begin_events(Response& response);
    /// The socket leaves for the hub, and this session ends.
    void leave_to(std::shared_ptr<EventStream> events);
    [[nodiscard]] bool write_piece(const std::string& piece);
    [[nodiscard]] std::string head_of(Response& response);
    void on_written(boost::system::error_code error);
    void linger();

    [[nodiscard]] const ServerSettings& settings() const { return worker_.service().settings(); }

    [[nodiscard]] HeadLimits head_limits() const {
        return {settings().max_header_count, settings().max_target_bytes};
    }

    /// Of the body under way.
    [[nodiscard]] std::size_t most_bytes() const {
        return route_->most_bytes(upload_boundary_.has_value());
    }

    /// `deadline`, and what `bytes` take at the least rate.
    void set_deadline(base::milliseconds deadline, std::size_t bytes = 0);

    Worker& worker_;
    Socket socket_;
    const std::string peer_;
    Worker::Sessions::iterator place_;
    State state_ = State::ReadingHead;
    Instant deadline_;

    std::string input_;             ///< received and not yet understood
    std::size_t searched_ = 0;      ///< bytes of input_ known not to hold a head's end
    std::size_t lingered_ = 0;      ///< bytes thrown away while lingering
    std::array<char, 4096> chunk_;  ///< where the read under way lands
    bool is_reading_ = false;
    bool is_idle_ = false;      ///< between two requests
    bool is_inviting_ = false;  ///< "100 Continue" is on its way
    bool closes_ = false;       ///< after the answer

    // The request under way.
    Request request_;
    std::string_view method_ = kNoMethod;  ///< for the log; a constant of ours
    const Route* route_ = nullptr;
    std::string allowed_;                         ///< methods, for 405
    std::optional<std::string> upload_boundary_;  ///< the body is a form with files
    std::size_t uploaded_ = 0;                    ///< bytes of it
    std::optional<BodyReader> body_;
    std::optional<BodyShare> body_share_;        ///< until the answer is written
    std::unique_ptr<StreamShare> stream_share_;  ///< the answer is a stream of events
    Instant began_;

    // The answer under way.
    std::string answer_head_;
    std::string answer_body_;
};

}  // namespace connector::http
