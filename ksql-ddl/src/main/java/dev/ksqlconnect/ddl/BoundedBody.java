package dev.ksqlconnect.ddl;

import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** A body as text in UTF-8, that fails as soon as it is longer than it may be. */
final class BoundedBody implements BodySubscriber<String> {
  private final BodySubscriber<String> text = BodySubscribers.ofString(StandardCharsets.UTF_8);
  private final long longest;
  private long left;
  private Flow.@Nullable Subscription subscription;

  /** {@code longest} is in bytes. */
  BoundedBody(long longest) {
    this.longest = longest;
    this.left = longest;
  }

  @Override
  public CompletionStage<String> getBody() {
    return text.getBody();
  }

  @Override
  public void onSubscribe(Flow.Subscription begun) {
    subscription = begun;
    text.onSubscribe(begun);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    for (ByteBuffer buffer : buffers) {
      left -= buffer.remaining();
    }
    if (left >= 0) {
      text.onNext(buffers);
    } else if (subscription != null) {
      subscription.cancel();
      text.onError(new IOException("the answer is longer than " + longest + " bytes"));
    }
  }

  @Override
  public void onError(Throwable failure) {
    text.onError(failure);
  }

  @Override
  public void onComplete() {
    text.onComplete();
  }
}
