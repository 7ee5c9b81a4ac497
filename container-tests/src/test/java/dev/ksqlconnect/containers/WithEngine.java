package dev.ksqlconnect.containers;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Of tests that are skipped, in seconds, where no container engine answers. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(WithEngine.Condition.class)
@interface WithEngine {

  /** Looks for the engine. */
  final class Condition implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      String absence = Engine.absence();
      if (absence.isEmpty()) {
        return ConditionEvaluationResult.enabled("A container engine answers");
      }
      String reason =
          "no container engine answers ("
              + absence
              + "); start one, or say where it is with DOCKER_HOST";
      if (context.getTestMethod().isEmpty()) {
        System.out.println(context.getDisplayName() + " is skipped: " + reason);
      }
      return ConditionEvaluationResult.disabled(reason);
    }
  }
}
