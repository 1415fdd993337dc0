/** What training minimizes. */
package org.substantia.learning.loss;
